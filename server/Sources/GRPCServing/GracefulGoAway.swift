import NIOCore
import NIOHTTP2

/// Tells a client to go elsewhere without refusing what it asked before it heard so.
///
/// A connection ends gracefully with two GOAWAY frames: the first names no last stream, so that calls
/// which cross it on the way are taken, and the second, sent once the client is known to have heard the
/// first, names the last that was (RFC 9113, 6.8). NIO takes the first for the end of new streams all
/// the same. It resets a call that crosses it, and then knows nothing of the stream that the call's
/// message comes on, which it answers with PROTOCOL_ERROR, the end of every call of the connection.
/// So the first one goes past it.
final class GracefulGoAway: ChannelOutboundHandler {
  typealias OutboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  private let bytes: BelowHTTP2

  private init(_ bytes: BelowHTTP2) { self.bytes = bytes }

  /// Stands on both sides of a connection's HTTP/2.
  ///
  /// - Precondition: the channel has a handler of HTTP/2, and this is its event loop.
  static func add(to channel: any Channel) throws {
    let pipeline = channel.pipeline.syncOperations
    let bytes = BelowHTTP2()
    let codec = try pipeline.handler(type: NIOHTTP2Handler.self)
    try pipeline.addHandler(bytes, position: .before(codec))
    try pipeline.addHandler(GracefulGoAway(bytes), position: .after(codec))
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .goAway(.maxID, .noError, _) = unwrapOutboundIn(data).payload else {
      return context.write(data, promise: promise)
    }
    bytes.writeGoAway(promise)
  }
}

/// Writes what HTTP/2's own handler must not know of.
private final class BelowHTTP2: ChannelOutboundHandler {
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private var context: ChannelHandlerContext?

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// RFC 9113, 6.8: eight bytes on stream 0, of which the first four are the highest stream there can
  /// be and the last four that nothing is wrong.
  func writeGoAway(_ promise: EventLoopPromise<Void>?) {
    guard let context else { return promise?.fail(ChannelError.ioOnClosedChannel) ?? () }
    let frame: [UInt8] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]
    let buffer = context.channel.allocator.buffer(bytes: frame)
    // HTTP/2's handler flushes only what it wrote itself.
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(buffer)), promise: promise)
  }
}
