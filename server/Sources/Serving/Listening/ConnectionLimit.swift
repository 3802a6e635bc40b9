import Glibc
package import Logging
package import NIOCore
import NIOPosix

/// How many connections all listeners of the process take together, so that files are left for
/// everything else.
package struct ConnectionLimit: Sendable {
  private let metrics: ServiceMetrics
  private let most = OpenFiles.connectionLimit
  private let logger: Logger

  /// - Parameter handler: whose metrics count the connections.
  package init(_ handler: ServiceHandler, logger: Logger) {
    metrics = handler.metrics
    self.logger = logger
  }

  /// Has a listener tell of connections that it could not take, and wait before it goes on.
  package func watch(listening channel: any Channel) throws {
    try channel.pipeline.syncOperations.addHandlers([
      AcceptBackoffHandler { _ in .milliseconds(100) },
      AcceptFailures(metrics, logger: logger),
    ])
  }

  /// - Throws: where one more connection would be too many.
  package func check() throws {
    guard metrics.connectionCount < most else { throw TooManyConnections() }
  }

  /// Counts a connection until it is closed; one too many is closed at once.
  ///
  /// For listeners that are not ours: what is thrown at them may be the end of them.
  package func take(_ channel: any Channel) {
    guard metrics.connectionCount < most else {
      metrics.connectionRefused("too_many")
      channel.close(promise: nil)
      return
    }
    metrics.connectionOpened()
    channel.closeFuture.whenComplete { [metrics] _ in metrics.connectionClosed() }
  }
}

/// More connections would leave no files for anything else.
struct TooManyConnections: Error {}

/// Tells of connections that were not taken: at the limit of open files, once in a while.
private final class AcceptFailures: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let metrics: ServiceMetrics
  private let logger: Logger
  private var nextLine = NIODeadline.distantPast

  init(_ metrics: ServiceMetrics, logger: Logger) {
    self.metrics = metrics
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let reason: String
    switch error {
    case is TooManyConnections: reason = "too_many"
    case let error as IOError where [EMFILE, ENFILE].contains(error.errnoCode):
      reason = "open_files"
    default: reason = "other"
    }
    metrics.connectionRefused(reason)
    guard nextLine <= .now() else { return }
    nextLine = .now() + .seconds(10)
    logger.warning(
      "connections are not taken",
      metadata: ["reason": .string(reason), "error": .string("\(error)")])
  }
}
