import NIOCore
import Synchronization

/// Cancels the work for a client that went away.
enum Disconnection {
  /// Runs the work in a task that is cancelled when the connection's other end is closed.
  static func cancelling(
    on channel: any Channel, _ work: @escaping @Sendable () async -> HTTPAnswer
  ) async -> HTTPAnswer {
    let task = Task { await work() }
    channel.eventLoop.execute {
      let handler = try? channel.pipeline.syncOperations.handler(type: DisconnectHandler.self)
      handler?.onDisconnect = { task.cancel() }
    }
    return await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }
}

/// Notes that a client closed its end of a connection.
final class DisconnectHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private var isDisconnected = false
  /// What to do once the client is gone; done at once if it is.
  var onDisconnect: (() -> Void)? {
    didSet { if isDisconnected { onDisconnect?() } }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { disconnect() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    disconnect()
    context.fireChannelInactive()
  }

  private func disconnect() {
    isDisconnected = true
    onDisconnect?()
    onDisconnect = nil
  }
}
