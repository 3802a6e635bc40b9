import NIOCore
import NIOEmbedded
import NIOHPACK
import NIOHTTP2
import Testing

@testable import GRPCServing

@Suite struct GracefulGoAwayTests {
  /// Both ends of a connection, and what the client hears on the connection itself.
  private struct Ends {
    let server = EmbeddedChannel()
    let client = EmbeddedChannel()

    init() throws {
      for (channel, mode) in [
        (server, NIOHTTP2Handler.ParserMode.server), (client, .client),
      ] {
        try channel.pipeline.syncOperations.addHandler(NIOHTTP2Handler(mode: mode))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
      }
      try GracefulGoAway.add(to: server)
      try exchange()
    }

    /// Carries bytes until neither has any more to say.
    func exchange() throws {
      while true {
        let question = try client.readOutbound(as: ByteBuffer.self)
        let answer = try server.readOutbound(as: ByteBuffer.self)
        if question == nil, answer == nil { return }
        if let question { try server.writeInbound(question) }
        if let answer { try client.writeInbound(answer) }
      }
    }

    func ask(_ stream: HTTP2StreamID) {
      let head: HPACKHeaders = [
        ":method": "POST", ":path": "/a", ":scheme": "http", ":authority": "a",
      ]
      client.write(
        HTTP2Frame(streamID: stream, payload: .headers(.init(headers: head))), promise: nil)
      client.writeAndFlush(
        HTTP2Frame(
          streamID: stream,
          payload: .data(.init(data: .byteBuffer(ByteBuffer(bytes: [1])), endStream: true))),
        promise: nil)
    }

    func end(_ last: HTTP2StreamID) {
      server.writeAndFlush(
        HTTP2Frame(
          streamID: .rootStream,
          payload: .goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil)),
        promise: nil)
    }

    /// The frames that came to an end.
    func heard(_ channel: EmbeddedChannel) throws -> [HTTP2Frame] {
      var frames: [HTTP2Frame] = []
      while let frame = try channel.readInbound(as: HTTP2Frame.self) { frames.append(frame) }
      return frames
    }

    /// The last streams that the client was told of.
    func told() throws -> [HTTP2StreamID] {
      try heard(client).compactMap { frame in
        guard case .goAway(let last, .noError, _) = frame.payload else { return nil }
        return last
      }
    }
  }

  @Test func `a call that crosses the first word of the end is taken`() throws {
    let ends = try Ends()
    // Both are on the way at once.
    ends.end(.maxID)
    ends.ask(1)
    try ends.exchange()
    let asked = try ends.heard(ends.server).filter { $0.streamID == 1 }
    #expect(asked.count == 2)
    #expect(try ends.told() == [.maxID])
  }

  @Test func `the second word names the last call`() throws {
    let ends = try Ends()
    ends.end(.maxID)
    ends.ask(1)
    try ends.exchange()
    ends.end(1)
    try ends.exchange()
    #expect(try ends.told() == [.maxID, 1])
  }
}
