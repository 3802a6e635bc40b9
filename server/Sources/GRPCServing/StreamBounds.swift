import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2
import Serving

/// Bounds what one call may hold and how long its message may take to come.
///
/// It stands between the connection and gRPC's own handlers, which keep a message until it is whole,
/// however slowly it comes and however many others do.
final class StreamBounds: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias InboundOut = HTTP2Frame.FramePayload
  typealias OutboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let limit: Int
  private let memory: BodyMemory
  private let patience: TimeAmount
  private var held = 0
  private var isAnswered = false
  private var timer: Scheduled<Void>?

  /// - Parameters:
  ///   - limit: the longest message, in bytes.
  ///   - patience: how long it may take.
  init(limit: Int, _ memory: BodyMemory, patience: TimeAmount = .seconds(60)) {
    self.limit = limit + messagePrefix
    self.memory = memory
    self.patience = patience
  }

  func handlerAdded(context: ChannelHandlerContext) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
      self.refuse(context, .tooSlow)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  private func end() {
    timer?.cancel()
    timer = nil
    memory.give(back: held)
    held = 0
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // What comes behind the answer is nobody's any more.
    if isAnswered { return }
    switch unwrapInboundIn(data) {
    case .data(let frame):
      let count = frame.data.readableBytes
      guard held + count <= limit else {
        return refuse(context, .tooLarge(limit - messagePrefix))
      }
      guard memory.take(count) else { return refuse(context, .tooManyBytes) }
      held += count
      if frame.endStream { arrived() }
    case .headers(let head) where head.endStream: arrived()
    default: break
    }
    context.fireChannelRead(data)
  }

  private func arrived() {
    timer?.cancel()
    timer = nil
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .headers(let head) = unwrapOutboundIn(data), head.endStream else {
      return context.write(data, promise: promise)
    }
    // The answer is whole: a client that still sends is not waited for.
    isAnswered = true
    let isArrived = timer == nil
    let promise = promise ?? context.eventLoop.makePromise()
    if !isArrived {
      promise.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }
    context.write(data, promise: promise)
  }

  /// Answers the call in gRPC's stead, and ends it.
  private func refuse(_ context: ChannelHandlerContext, _ failure: HTTPFailure) {
    guard !isAnswered else { return }
    isAnswered = true
    end()
    let head: HPACKHeaders = [
      ":status": "200", "content-type": "application/grpc",
      "grpc-status": "\(CallStatus(failure).code.rawValue)", "grpc-message": failure.message,
    ]
    let payload = HTTP2Frame.FramePayload.Headers(headers: head, endStream: true)
    context.writeAndFlush(wrapOutboundOut(.headers(payload))).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }
}

/// What stands before a message: whether it is compressed, and its length.
private let messagePrefix = 5
