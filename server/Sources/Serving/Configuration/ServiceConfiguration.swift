package import Inference
package import Logging

/// What the environment says to the inference server.
package struct ServiceConfiguration: Sendable, Equatable {
  package var port: Int
  package var model: ModelSelection
  package var logLevel: Logger.Level
  package var maxBatchSize: Int
  package var maxBodyBytes: Int
  package var queueCapacity: Int
  package var requestTimeout: Duration
  package var drainDelay: Duration
  package var gracePeriod: Duration
  package var apiKeysFile: String?
  package var ortLibrary: String?
  /// The queue of the batch jobs; nil where none is configured.
  package var queue: QueueConfiguration?
  package var trackingURI: String?

  /// Reads every variable, or says all that is wrong.
  package init(environment: [String: String]) throws(ConfigurationError) {
    var reader = EnvironmentReader(environment)
    port = reader.integer("PORT", in: 0...65535, default: 8000)
    model = ModelSelection(&reader)
    logLevel = reader.choice("LOG_LEVEL", of: EnvironmentReader.logLevels, default: .info)
    maxBatchSize = reader.integer("MAX_BATCH_SIZE", in: 1...4096, default: 32)
    maxBodyBytes = reader.integer("MAX_BODY_BYTES", in: 1...(1 << 30), default: 1 << 20)
    queueCapacity = reader.integer("QUEUE_CAPACITY", in: 1...100_000, default: 256)
    let timeout = reader.integer("REQUEST_TIMEOUT_MS", in: 1...3_600_000, default: 2000)
    requestTimeout = .milliseconds(timeout)
    drainDelay = .seconds(reader.integer("DRAIN_DELAY_SECONDS", in: 0...3600, default: 5))
    gracePeriod = .seconds(reader.integer("GRACE_PERIOD_SECONDS", in: 1...3600, default: 30))
    apiKeysFile = reader.optionalText("API_KEYS_FILE")
    ortLibrary = reader.optionalText("ORT_LIBRARY")
    queue = environment["REDIS_HOST"] == nil ? nil : QueueConfiguration(&reader)
    trackingURI = reader.trackingURI()
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
  }
}

/// Which model is served, and from where.
package struct ModelSelection: Sendable, Equatable {
  package var directory: String
  package var name: String
  /// Without one the newest version in the directory is served.
  package var version: String?
  /// A package of another type is refused.
  package var type: ModelType?

  init(_ reader: inout EnvironmentReader) {
    directory = reader.text("MODEL_DIR", default: "/models")
    name = reader.component("MODEL_NAME", reader.requiredText("MODEL_NAME")) ?? ""
    version = reader.component("MODEL_VERSION", reader.optionalText("MODEL_VERSION"))
    let types: KeyValuePairs<String, ModelType?> = [
      "text": .text, "tabular": .tabular, "image": .image,
    ]
    type = reader.choice("MODEL_TYPE", of: types, default: nil)
  }
}

/// Where the batch jobs wait.
package struct QueueConfiguration: Sendable, Equatable {
  package var host: String
  package var port: Int
  package var password: Secret?
  package var stream: String
  package var resultTimeToLive: Duration

  init(_ reader: inout EnvironmentReader) {
    host = reader.requiredText("REDIS_HOST")
    port = reader.integer("REDIS_PORT", in: 1...65535, default: 6379)
    password = reader.secret("REDIS_PASSWORD")
    stream = reader.text("JOBS_STREAM", default: "jobs")
    let seconds = reader.integer("JOBS_RESULT_TTL_SECONDS", in: 1...31_536_000, default: 86400)
    resultTimeToLive = .seconds(seconds)
  }
}

extension EnvironmentReader {
  /// MLflow's address, which is asked over plain HTTP inside of the cluster.
  mutating func trackingURI() -> String? {
    guard let text = optionalText("MLFLOW_TRACKING_URI"), !text.isEmpty else { return nil }
    if !text.hasPrefix("http://") { refuse("MLFLOW_TRACKING_URI must begin with http://") }
    return text
  }
}
