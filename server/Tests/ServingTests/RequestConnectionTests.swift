import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Telemetry
import Testing

@testable import Serving

/// What a connection does with the bytes of a client, without a network.
@Suite struct RequestConnectionTests {
  /// A connection to a service whose limit for bodies is 100 bytes.
  private final class Client {
    let channel = EmbeddedChannel()
    let loop: EmbeddedEventLoop
    let metrics = ServiceMetrics()
    let memory: BodyMemory
    let handler: ServiceHandler
    let round: LoopRound

    convenience init(
      key: String? = nil, memory: Int = 1000, patience: RequestConnection.Patience = .init()
    ) async throws {
      try self.init(await Self.host(), key: key, memory: memory, patience: patience)
    }

    /// A channel is of the thread that makes it, and waiting may change that: a test of two makes both
    /// after it has waited for the host.
    init(
      _ host: ModelHost, key: String? = nil, memory: Int = 1000,
      patience: RequestConnection.Patience = .init()
    ) throws {
      self.memory = BodyMemory(limit: memory)
      loop = channel.embeddedEventLoop
      handler = ServiceHandler(
        ModelRepository(host), limits: .init(timeout: .seconds(2), bodyBytes: 100, rows: 2),
        metrics: metrics,
        log: .none, keys: try key.map(Self.keys))
      round = LoopRound(loop)
      try channel.pipeline.syncOperations.addHandlers([
        ByteToMessageHandler(HTTPRequestDecoder()),
        RequestConnection(handler, round: round, memory: self.memory, patience: patience),
      ])
      channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    /// A host with a model that is ready.
    static func host() async throws -> ModelHost {
      let host = ServingTests.host()
      try await host.load("1")
      return host
    }

    private static func keys(_ key: String) throws -> APIKeys {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try key.write(to: file, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(at: file) }
      return try APIKeys(file: file.path)
    }

    /// Sends bytes, and lets the loop do what there is to do.
    func send(_ text: String) {
      // A fault of HTTP goes through the pipeline to its end.
      _ = try? channel.writeInbound(ByteBuffer(string: text))
      loop.run()
    }

    /// What was answered until now.
    func answers() throws -> String {
      var text = ""
      while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
        text += String(buffer: bytes)
      }
      return text
    }

    func ask(_ text: String) throws -> String {
      send(text)
      return try answers()
    }
  }

  private static let body = #"{"text":"good"}"#
  private static let praise =
    "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  private static let get = "GET /healthz HTTP/1.1\r\nHost: a\r\n"

  @Test func `a request is answered with a date, and the connection stays`() async throws {
    let client = try await Client()
    for _ in 0..<2 {
      let answer = try client.ask(Self.praise)
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"))
      #expect(answer.contains("\r\nDate: "))
      #expect(!answer.contains("Connection"))
      #expect(answer.hasSuffix("}]}"))
    }
    #expect(client.channel.isActive)
  }

  @Test(arguments: ["Connection: close", "Connection: Close", "connection: keep-alive, CLOSE"])
  func `a client that asks for the end of the connection gets it`(_ field: String) async throws {
    let client = try await Client()
    let answer = try client.ask(Self.get + field + "\r\n\r\n")
    #expect(answer.contains("Connection: close\r\n"))
    #expect(!client.channel.isActive)
  }

  @Test func `a client of HTTP/1.0 gets one answer, and more where it asks for it`() async throws {
    let host = try await Client.host()
    let first = try Client(host)
    #expect(try first.ask("GET /healthz HTTP/1.0\r\n\r\n").contains("Connection: close\r\n"))
    #expect(!first.channel.isActive)
    let second = try Client(host)
    let kept = "GET /healthz HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
    for _ in 0..<2 { #expect(try second.ask(kept).contains("Connection: keep-alive\r\n")) }
    #expect(second.channel.isActive)
  }

  @Test(arguments: [
    ("GET /healthz HTTP/1.1\r\n\r\n", 400),
    ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    ("POST /predict HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("nonsense\r\n\r\n", 400),
  ])
  func `what is no request of HTTP is refused, counted, and the connection closed`(
    _ text: String, _ status: Int
  ) async throws {
    let client = try await Client()
    let answer = try client.ask(text)
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    #expect(answer.contains("Connection: close\r\n"))
    #expect(client.metrics.text.contains(#"status="\#(status)"} 1"#))
    client.loop.advanceTime(by: .seconds(3))
    #expect(!client.channel.isActive)
  }

  @Test func `without a key no byte of a body is kept, and the answer waits for its end`()
    async throws
  {
    let client = try await Client(key: "secret")
    client.send("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\n")
    client.send(String(repeating: " ", count: 89))
    #expect(client.memory.bytes == 0)
    #expect(try client.answers().isEmpty)
    #expect(try client.ask(" ").hasPrefix("HTTP/1.1 401 "))
    #expect(client.channel.isActive)
  }

  @Test(arguments: [("", 401), ("X-API-Key: secret\r\n", 100)])
  func `a client that asks before it sends is told to go on only with a key`(
    _ field: String, _ status: Int
  ) async throws {
    let client = try await Client(key: "secret")
    let answer = try client.ask(
      "POST /predict HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\(field)"
        + "Content-Length: 9\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
  }

  @Test func `bodies together hold no more than they may, and give it back`() async throws {
    let client = try await Client(memory: 50)
    client.send("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\n\r\n")
    client.send(String(repeating: " ", count: 40))
    #expect(client.memory.bytes == 40)
    let answer = try client.ask(String(repeating: " ", count: 20))
    #expect(answer.hasPrefix("HTTP/1.1 503 "))
    #expect(answer.contains("Retry-After: 1\r\n"))
    #expect(client.memory.bytes == 0)
    #expect(try client.ask(Self.praise).hasPrefix("HTTP/1.1 200 "))
    #expect(client.memory.bytes == 0)
  }

  @Test func `a client that goes within its body leaves nothing behind`() async throws {
    let client = try await Client()
    client.send("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\n\r\n{\"te")
    #expect(client.memory.bytes == 4)
    #expect(client.metrics.text.contains("\nactive_requests 1\n"))
    _ = try? client.channel.finish()
    #expect(client.memory.bytes == 0)
    #expect(client.metrics.text.contains("\nactive_requests 0\n"))
    #expect(client.metrics.text.contains(#"status="499"} 1"#))
  }

  @Test func `a body that is too long is read to its end, up to a bound`() async throws {
    let client = try await Client()
    client.send("POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    let piece = String(repeating: " ", count: 1 << 20)
    client.send("100000\r\n\(piece)\r\n")
    #expect(try client.answers().isEmpty)
    for _ in 0..<64 where try client.answers().isEmpty {
      client.send("100000\r\n\(piece)\r\n")
    }
    client.loop.advanceTime(by: .seconds(3))
    #expect(!client.channel.isActive)
    #expect(client.metrics.text.contains(#"status="413"} 1"#))
  }

  @Test func `pipelined requests are answered in their order, a fault behind them last`()
    async throws
  {
    let client = try await Client()
    let answer = try client.ask(Self.praise + Self.get + "\r\n" + Self.praise + "nonsense\r\n\r\n")
    let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
    #expect(statuses == ["200", "200", "200", "400"])
  }

  @Test func `every wait for a client has an end`() async throws {
    let host = try await Client.host()
    let silent = try Client(host)
    silent.loop.advanceTime(by: .seconds(76))
    #expect(!silent.channel.isActive)
    let slow = try Client(host)
    slow.send("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\n\r\n{")
    slow.loop.advanceTime(by: .seconds(76))
    #expect(try slow.answers().hasPrefix("HTTP/1.1 408 "))
    slow.loop.advanceTime(by: .seconds(76))
    #expect(!slow.channel.isActive)
  }

  @Test func `a connection that is old enough is closed after its next answer`() async throws {
    var patience = RequestConnection.Patience()
    patience.age = .seconds(10)
    let client = try await Client(patience: patience)
    #expect(!(try client.ask(Self.praise).contains("Connection: close\r\n")))
    client.loop.advanceTime(by: .seconds(12))
    #expect(try client.ask(Self.praise).contains("Connection: close\r\n"))
    #expect(!client.channel.isActive)
  }

  @Test func `a probe is answered before the requests that came with it`() async throws {
    let client = try await Client()
    // Read, and not answered before the loop runs.
    try client.channel.writeInbound(ByteBuffer(string: Self.praise))
    #expect(try client.answers().isEmpty)
    #expect(client.metrics.text.contains("\nactive_requests 1\n"))
    client.loop.run()
    #expect(try client.answers().hasPrefix("HTTP/1.1 200 "))
    try client.channel.writeInbound(ByteBuffer(string: Self.get + "\r\n"))
    #expect(try client.answers().hasPrefix("HTTP/1.1 200 "))
  }

  @Test func `a connection goes on listening while its request waits for its turn`() async throws {
    let client = try await Client()
    let reads = ReadCounter()
    try client.channel.pipeline.syncOperations.addHandler(reads, position: .first)
    try client.channel.writeInbound(ByteBuffer(string: Self.praise))
    client.channel.read()
    #expect(reads.count == 1)
    // What comes meanwhile is answered after it.
    try client.channel.writeInbound(ByteBuffer(string: Self.praise))
    client.loop.run()
    #expect(try client.answers().components(separatedBy: "HTTP/1.1 200 ").count == 3)
  }

  @Test(arguments: [
    ("/healthz", "/healthz"), ("/health%7a?a=/b", "/healthz"), ("http://a:80/v2?x", "/v2"),
    ("/jobs/a%2Fb", "/jobs/a%2Fb"), ("/jobs/%zz", "/jobs/%zz"), ("http://a", ""), ("*", "*"),
  ])
  func `a path is what it says, however it is spelled`(_ target: String, _ path: String) {
    #expect(RequestHead.path(of: target) == path)
  }

  @Test func `a date has the one form that is written`() {
    var date = DateField()
    #expect(date.now(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}

/// Counts how often a connection asks for more bytes.
private final class ReadCounter: ChannelOutboundHandler {
  typealias OutboundIn = Never
  private(set) var count = 0

  func read(context: ChannelHandlerContext) {
    count += 1
    context.read()
  }
}
