import Glibc
package import Logging
package import NIOCore
import NIOPosix
import Synchronization

/// How many connections all listeners of the process take together, so that files are left for
/// everything else.
package final class ConnectionLimit: Sendable {
  private let metrics: ServiceMetrics
  private let most: Int
  private let logger: Logger
  private let nextLine = Mutex(ContinuousClock.now)

  /// - Parameter handler: whose metrics count the connections.
  package convenience init(_ handler: ServiceHandler, logger: Logger) {
    self.init(handler.metrics, most: OpenFiles.connectionLimit, logger: logger)
  }

  init(_ metrics: ServiceMetrics, most: Int, logger: Logger) {
    self.metrics = metrics
    self.most = most
    self.logger = logger
  }

  /// Has a listener tell of connections that it could not take, and wait before it goes on.
  package func watch(listening channel: any Channel) throws {
    try channel.pipeline.syncOperations.addHandler(AcceptFailures(self))
  }

  /// Counts a connection until it is closed, or closes it at once where it is one too many.
  ///
  /// It counts from when it is accepted: of many that come at once each must see the others.
  ///
  /// - Returns: whether the connection is taken.
  package func take(_ channel: any Channel) -> Bool {
    guard metrics.connectionOpened() <= most else {
      metrics.connectionClosed()
      refuse("too_many", "there are \(most) already")
      channel.close(promise: nil)
      return false
    }
    channel.closeFuture.whenComplete { [metrics] _ in metrics.connectionClosed() }
    return true
  }

  /// Counts a connection that was not taken, and tells of it once in a while.
  fileprivate func refuse(_ reason: String, _ error: String) {
    metrics.connectionRefused(reason)
    let isTold = nextLine.withLock { next in
      let now = ContinuousClock.now
      guard next <= now else { return true }
      next = now + .seconds(10)
      return false
    }
    guard !isTold else { return }
    logger.warning(
      "connections are not taken",
      metadata: ["reason": .string(reason), "error": .string(error)])
  }
}

/// Tells of connections that could not be accepted, and gives a listener without files a rest.
private final class AcceptFailures: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let limit: ConnectionLimit
  private var isResting = false

  init(_ limit: ConnectionLimit) { self.limit = limit }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError, [EMFILE, ENFILE].contains(error.errnoCode) else {
      return limit.refuse("other", "\(error)")
    }
    limit.refuse("open_files", "\(error)")
    guard !isResting else { return }
    isResting = true
    // What waits to be accepted stays readable: only a listener that does not look is at rest.
    let channel = context.channel
    channel.setOption(.autoRead, value: false).assumeIsolated().whenComplete { _ in
      channel.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(100)) {
        self.isResting = false
        _ = channel.setOption(.autoRead, value: true)
      }
    }
  }
}
