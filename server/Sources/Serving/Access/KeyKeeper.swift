package import Logging
import ServiceLifecycle

/// Reads the API keys again when their file changes or someone asks for it.
///
/// A Secret that is mounted changes under a running pod, and a key that was revoked must not wait for
/// the pod's end. A file that is not as it must be is told of, and the keys stay.
package final class KeyKeeper: Service {
  private let keys: APIKeys
  private let metrics: ServiceMetrics
  private let logger: Logger
  private let interval: Duration

  /// - Parameter interval: how often the file is looked at.
  package init(
    _ keys: APIKeys, metrics: ServiceMetrics, logger: Logger, interval: Duration = .seconds(2)
  ) {
    self.keys = keys
    self.metrics = metrics
    self.logger = logger
    self.interval = interval
  }

  /// Looks at the file until the service stops.
  package func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        if self.keys.haveChanged { self.reload() }
        try? await Task.sleep(for: self.interval)
      }
    }
  }

  /// Reads the file, whether it changed or not.
  package func reload() {
    do throws(ConfigurationError) {
      try keys.reload()
      metrics.keysLoaded(outcome: "success")
      logger.info("keys read")
    } catch {
      metrics.keysLoaded(outcome: "failure")
      logger.error("keys not read", metadata: ["reason": .string(error.description)])
    }
  }
}
