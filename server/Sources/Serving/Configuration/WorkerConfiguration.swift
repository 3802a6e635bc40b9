package import Logging

/// What the environment says to the batch worker.
package struct WorkerConfiguration: Sendable, Equatable {
  package var port: Int
  package var model: ModelSelection
  package var logLevel: Logger.Level
  package var maxBatchSize: Int
  package var gracePeriod: Duration
  package var ortLibrary: String?
  package var queue: QueueConfiguration
  package var group: String
  package var claimIdle: Duration
  package var maxAttempts: Int
  /// The consumer's name in the group.
  package var podName: String
  package var trackingURI: String?

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
    podName = reader.requiredText("POD_NAME")
    trackingURI = reader.trackingURI()
    guard reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
  }
}
