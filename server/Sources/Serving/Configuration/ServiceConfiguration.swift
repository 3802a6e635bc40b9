package import Logging

/// What the environment says to the inference server.
package struct ServiceConfiguration: Sendable, Equatable {
  /// `PORT`: where HTTP is listened for; 0 for any port that is free.
  package var port: Int
  /// `GRPC_PORT`: where gRPC is listened for; 0 for any port that is free, nil for nowhere.
  package var grpcPort: Int?
  /// `MODEL_…`: what is served.
  package var models: ModelSelections
  /// `LOG_LEVEL`: the least grave lines that are written.
  package var logLevel: Logger.Level
  /// `MAX_BATCH_SIZE`: the most rows that a model predicts at once.
  package var maxBatchSize: Int
  /// `MAX_BODY_BYTES`: the longest body of a request.
  package var maxBodyBytes: Int
  /// `QUEUE_CAPACITY`: the most requests that wait for a thread.
  package var queueCapacity: Int
  /// `REQUEST_TIMEOUT_MS`: how long a request may wait and be predicted.
  package var requestTimeout: Duration
  /// `DRAIN_DELAY_SECONDS`: how long requests are still taken after the order to stop.
  package var drainDelay: Duration
  /// `GRACE_PERIOD_SECONDS`: how long requests at hand may take after that.
  package var gracePeriod: Duration
  /// `API_KEYS_FILE`: the file of the keys; nil where none is asked for.
  package var apiKeysFile: String?
  /// `ADMIN_KEYS_FILE`: the file of the keys that load and unload models; nil where nobody may.
  package var adminKeysFile: String?
  /// `ORT_LIBRARY`: the path of ONNX Runtime; nil where no model needs it.
  package var ortLibrary: String?
  /// The queue of the batch jobs; nil where none is configured.
  package var queue: QueueConfiguration?
  /// `MLFLOW_TRACKING_URI`: the MLflow that is asked whether it knows the model; nil for none.
  package var trackingURI: String?
  /// `OTEL_…`: where spans are sent.
  package var tracing: TracingConfiguration

  /// Reads every variable, or says all that is wrong.
  package init(environment: [String: String]) throws(ConfigurationError) {
    var reader = EnvironmentReader(environment)
    port = reader.integer("PORT", in: 0...65535, default: 8000)
    grpcPort =
      environment["GRPC_PORT"].map { _ in reader.integer("GRPC_PORT", in: 0...65535, default: 0) }
    models = ModelSelections(&reader)
    logLevel = reader.choice("LOG_LEVEL", of: EnvironmentReader.logLevels, default: .info)
    maxBatchSize = reader.integer("MAX_BATCH_SIZE", in: 1...4096, default: 32)
    maxBodyBytes = reader.integer("MAX_BODY_BYTES", in: 1...(1 << 30), default: 1 << 20)
    queueCapacity = reader.integer("QUEUE_CAPACITY", in: 1...100_000, default: 256)
    let timeout = reader.integer("REQUEST_TIMEOUT_MS", in: 1...3_600_000, default: 2000)
    requestTimeout = .milliseconds(timeout)
    drainDelay = .seconds(reader.integer("DRAIN_DELAY_SECONDS", in: 0...3600, default: 5))
    gracePeriod = .seconds(reader.integer("GRACE_PERIOD_SECONDS", in: 1...3600, default: 30))
    apiKeysFile = reader.optionalText("API_KEYS_FILE")
    adminKeysFile = reader.optionalText("ADMIN_KEYS_FILE")
    ortLibrary = reader.optionalText("ORT_LIBRARY")
    queue = environment["REDIS_HOST"] == nil ? nil : QueueConfiguration(&reader)
    if queue != nil, maxBodyBytes > longestJob {
      reader.refuse("MAX_BODY_BYTES must be at most \(longestJob) where REDIS_HOST is set")
    }
    if queue != nil, models.areNamed {
      reader.refuse("REDIS_HOST needs MODEL_NAME: the jobs of a queue are all for one model")
    }
    trackingURI = reader.trackingURI()
    tracing = TracingConfiguration(environment: environment, serviceName: "inference-server")
    if let grpcPort, grpcPort == port, port != 0 {
      reader.refuse("GRPC_PORT must be another port than PORT, \(port)")
    }
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
  }
}

/// The longest body of a job, which Redis keeps and workers take whole.
private let longestJob = 32 << 20

/// Where the batch jobs wait.
package struct QueueConfiguration: Sendable, Equatable {
  /// `REDIS_HOST`.
  package var host: String
  /// `REDIS_PORT`.
  package var port: Int
  /// `REDIS_USERNAME`: the user of Redis' access lists; nil for the default one.
  package var user: String?
  /// `REDIS_PASSWORD`; nil for none.
  package var password: Secret?
  /// `REDIS_TLS`: whether connections are encrypted.
  package var isEncrypted: Bool
  /// `REDIS_CA_FILE`: the authorities that may vouch for Redis; nil for the system's.
  package var authorities: String?
  /// `JOBS_STREAM`: the key of the stream that the jobs wait in.
  package var stream: String
  /// `JOBS_RESULT_TTL_SECONDS`: how long a result is kept.
  package var resultTimeToLive: Duration

  init(_ reader: inout EnvironmentReader) {
    host = reader.requiredText("REDIS_HOST")
    port = reader.integer("REDIS_PORT", in: 1...65535, default: 6379)
    user = reader.optionalText("REDIS_USERNAME")
    password = reader.secret("REDIS_PASSWORD")
    isEncrypted = reader.choice("REDIS_TLS", of: ["true": true, "false": false], default: false)
    authorities = reader.optionalText("REDIS_CA_FILE")
    if authorities != nil, !isEncrypted { reader.refuse("REDIS_CA_FILE needs REDIS_TLS=true") }
    if user != nil, password == nil { reader.refuse("REDIS_USERNAME needs REDIS_PASSWORD") }
    stream = reader.text("JOBS_STREAM", default: "jobs")
    let seconds = reader.integer("JOBS_RESULT_TTL_SECONDS", in: 1...31_536_000, default: 86400)
    resultTimeToLive = .seconds(seconds)
  }
}

extension EnvironmentReader {
  /// MLflow's address.
  mutating func trackingURI() -> String? {
    guard let text = optionalText("MLFLOW_TRACKING_URI"), !text.isEmpty else { return nil }
    if !text.hasPrefix("http://"), !text.hasPrefix("https://") {
      refuse("MLFLOW_TRACKING_URI must begin with http:// or https://")
    }
    return text
  }
}
