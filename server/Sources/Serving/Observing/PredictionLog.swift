import Inference
import Logging

/// Writes a line for each prediction, which never holds what was asked.
struct PredictionLog: Sendable {
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  func predicted(
    _ reply: PredictionReply, by manifest: ModelManifest, called identifier: String,
    in duration: Duration
  ) {
    guard logger.logLevel <= .info else { return }
    var fields = fields(manifest, identifier, duration)
    fields["rows"] = .stringConvertible(reply.rowCount)
    if reply.queueTime > .zero {
      fields["queue_ms"] = .stringConvertible(milliseconds(reply.queueTime))
    }
    if let confidence = reply.confidence { fields["confidence"] = .stringConvertible(confidence) }
    logger.info("prediction", metadata: fields)
  }

  func failed(
    _ failure: HTTPFailure, of manifest: ModelManifest, called identifier: String,
    in duration: Duration
  ) {
    let level: Logger.Level = failure.status >= 500 ? .warning : .info
    guard logger.logLevel <= level else { return }
    var fields = fields(manifest, identifier, duration)
    fields["status"] = .stringConvertible(failure.status)
    fields["error"] = .string(failure.code)
    // Of a client's fault the message may repeat what was sent.
    if failure.status >= 500 { fields["reason"] = .string(failure.message) }
    logger.log(level: level, "prediction", metadata: fields)
  }

  private func fields(
    _ manifest: ModelManifest, _ identifier: String, _ duration: Duration
  ) -> Logger.Metadata {
    [
      "request_id": .string(identifier),
      "latency_ms": .stringConvertible(milliseconds(duration)),
      "model": .string(manifest.name),
      "model_version": .string(manifest.version),
    ]
  }

  /// Milliseconds to the microsecond.
  private func milliseconds(_ duration: Duration) -> Double {
    (duration / .microseconds(1)).rounded() / 1000
  }
}
