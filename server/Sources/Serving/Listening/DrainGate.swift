package import Logging
import ServiceLifecycle

/// Keeps the listener open for a while after the service was told to stop.
///
/// Meanwhile the service says that it is not ready, so that no new requests are sent to it, and
/// still answers those that are. It must be the last service of its group: that one stops first.
package struct DrainGate: Service {
  private let handler: ServiceHandler
  private let delay: Duration
  private let logger: Logger

  package init(_ handler: ServiceHandler, delay: Duration, logger: Logger) {
    self.handler = handler
    self.delay = delay
    self.logger = logger
  }

  /// Waits for the order to stop, then for the delay.
  package func run() async throws {
    try await gracefulShutdown()
    handler.drain()
    logger.info(
      "draining", metadata: ["seconds": .stringConvertible(delay / .seconds(1))])
    try? await Task.sleep(for: delay)
  }
}
