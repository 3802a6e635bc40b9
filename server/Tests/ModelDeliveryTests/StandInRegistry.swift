import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server that answers as MLflow does, with what a test has put into it.
final class StandInRegistry: Sendable {
  struct Question: Equatable {
    var uri: String
    var authorization: String?
  }

  private let channel: any Channel
  private let record = Record()

  /// - Parameter answer: the body for an address; nil for 404.
  init(_ answer: @escaping @Sendable (Question) -> [UInt8]?) async throws {
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { [record] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            Answering { question in
              record.asked.withLock { $0.append(question) }
              return answer(question)
            })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  deinit { channel.close(promise: nil) }

  var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
  var questions: [Question] { record.asked.withLock { $0 } }

  private final class Record: Sendable {
    let asked = Mutex<[Question]>([])
  }

  private final class Answering: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: (Question) -> [UInt8]?

    init(_ answer: @escaping (Question) -> [UInt8]?) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard case .head(let head) = unwrapInboundIn(data) else { return }
      let body = answer(
        Question(uri: head.uri, authorization: head.headers["Authorization"].first))
      let bytes = body ?? []
      context.write(
        wrapOutboundOut(
          .head(
            HTTPResponseHead(
              version: .http1_1, status: body == nil ? .notFound : .ok,
              headers: ["Content-Length": "\(bytes.count)", "Connection": "close"]))),
        promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
