package import Logging

/// What the environment says to the batch worker.
package struct WorkerConfiguration: Sendable, Equatable {
  /// `PORT`: where probes and metrics are asked for; 0 for any port that is free.
  package var port: Int
  /// `MODEL_…`: what the jobs are predicted with.
  package var model: ModelSelection
  /// `LOG_LEVEL`: the least grave lines that are written.
  package var logLevel: Logger.Level
  /// `MAX_BATCH_SIZE`: the most rows that a model predicts at once.
  package var maxBatchSize: Int
  /// `GRACE_PERIOD_SECONDS`: how long the job in hand may take after the order to stop.
  package var gracePeriod: Duration
  /// `ORT_LIBRARY`: the path of ONNX Runtime; nil where no model needs it.
  package var ortLibrary: String?
  /// Where the jobs wait.
  package var queue: QueueConfiguration
  /// `JOBS_GROUP`: the group of workers that share them.
  package var group: String
  /// `JOBS_CLAIM_IDLE_SECONDS`: after how long a silence another worker takes a job over.
  package var claimIdle: Duration
  /// `JOBS_MAX_ATTEMPTS`: after how many attempts a job is set aside.
  package var maxAttempts: Int
  /// `JOBS_AT_ONCE`: how many jobs are in hand at a time; nil for one.
  package var jobsAtOnce: Int?
  /// The consumer's name in the group.
  package var podName: String
  /// `MLFLOW_TRACKING_URI`: the MLflow that is asked whether it knows the model; nil for none.
  package var trackingURI: String?
  /// `OTEL_…`: where spans are sent.
  package var tracing: TracingConfiguration

  /// Reads every variable, or says all that is wrong.
  package init(environment: [String: String]) throws(ConfigurationError) {
    var reader = EnvironmentReader(environment)
    port = reader.integer("PORT", in: 0...65535, default: 8080)
    model = ModelSelection(&reader)
    logLevel = reader.choice("LOG_LEVEL", of: EnvironmentReader.logLevels, default: .info)
    maxBatchSize = reader.integer("MAX_BATCH_SIZE", in: 1...4096, default: 256)
    gracePeriod = .seconds(reader.integer("GRACE_PERIOD_SECONDS", in: 1...3600, default: 60))
    ortLibrary = reader.optionalText("ORT_LIBRARY")
    queue = QueueConfiguration(&reader)
    group = reader.text("JOBS_GROUP", default: "workers")
    claimIdle = .seconds(reader.integer("JOBS_CLAIM_IDLE_SECONDS", in: 1...86400, default: 120))
    maxAttempts = reader.integer("JOBS_MAX_ATTEMPTS", in: 1...100, default: 3)
    jobsAtOnce =
      environment["JOBS_AT_ONCE"].map { _ in reader.integer("JOBS_AT_ONCE", in: 1...64, default: 1)
      }
    podName = reader.requiredText("POD_NAME")
    trackingURI = reader.trackingURI()
    tracing = TracingConfiguration(environment: environment, serviceName: "inference-worker")
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
  }
}
