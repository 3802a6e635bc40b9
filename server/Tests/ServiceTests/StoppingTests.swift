import Glibc
import Testing

/// Nobody who asks a server that is being stopped goes without an answer.
@Suite(.serialized) struct StoppingTests {
  @Test func `a server that is stopped is not ready, and answers on for a while`() async throws {
    let service = try await Service.ready("sentiment", ["DRAIN_DELAY_SECONDS": "3"])
    let kept = try await service.connect()
    try kept.send("POST", "/predict", [:], Array(praising.utf8))
    let before = try kept.reply()
    #expect(before.status == 200)
    #expect(before["Connection"] == nil)

    service.send(SIGTERM)
    let reply = try await service.readiness(503)
    #expect(try reply.reason == "the server is stopping")
    #expect(try await service.get("/healthz").status == 200)
    // On a new connection, and on one that was open before.
    let new = try await service.connect()
    for connection in [new, kept] {
      try connection.send("POST", "/predict", [:], Array(praising.utf8))
      let reply = try connection.reply()
      #expect(reply.status == 200)
      #expect(reply["Connection"] == "close")
      #expect(try connection.isClosedInSilence())
    }
    #expect(try await service.exitStatus() == 0)
    #expect(try service.log("stopped").count == 1)
  }

  @Test func `clients that come again while a server is being stopped see no failure`()
    async throws
  {
    let service = try await Service.ready("sentiment", ["DRAIN_DELAY_SECONDS": "3"])
    let client = Client(port: try await service.port)
    try await withThrowingTaskGroup { group in
      for _ in 0..<3 {
        group.addTask { try await client.ask { $0["Connection"] == "close" } }
      }
      try await service.log("prediction", isThere: 3)
      service.send(SIGTERM)
      while let replies = try await group.next() { #expect(replies.count >= 20) }
    }
    #expect(try await service.exitStatus() == 0)
  }

  @Test func `a request whose body is half sent when the server is stopped is answered`()
    async throws
  {
    let service = try await Service.ready("sentiment")
    let connection = try await service.connect()
    let body = Array(praising.utf8)
    try connection.send(
      HTTPConnection.head(
        "POST", "/predict", ["Expect": "100-continue"], bodyLength: body.count))
    // Now the server surely has the head.
    #expect(try connection.reply().status == 100)
    try connection.send(Array(body.prefix(9)))

    service.send(SIGTERM)
    let port = try await service.port
    try await eventually("the server takes no new connections") {
      (try? HTTPConnection(port: port)) == nil
    }
    try connection.send(Array(body.dropFirst(9)))
    let reply = try connection.reply()
    #expect(reply.status == 200)
    #expect(reply["Connection"] == "close")
    #expect(try reply.json(Predictions.self).predictions.map(\.label) == ["positive"])
    #expect(try await service.exitStatus() == 0)
  }

  @Test func `idle connections do not keep a stopped server`() async throws {
    let service = try await Service.ready("sentiment")
    let silent = try await service.connect()
    let idle = try await service.connect()
    try idle.send("GET", "/healthz")
    #expect(try idle.reply().status == 200)
    service.send(SIGTERM)
    #expect(try await service.exitStatus() == 0)
    #expect(try silent.isClosedInSilence())
    #expect(try idle.isClosedInSilence())
  }

  @Test func `a request that never ends keeps a stopped server no longer than its grace period`()
    async throws
  {
    let service = try await Service.ready("sentiment", ["GRACE_PERIOD_SECONDS": "1"])
    let connection = try await service.connect()
    try connection.send(
      HTTPConnection.head("POST", "/predict", ["Expect": "100-continue"], bodyLength: 100))
    #expect(try connection.reply().status == 100)
    service.send(SIGTERM)
    _ = try await service.exitStatus()
    #expect(try connection.isClosedInSilence())
  }

  @Test func `a server without a model is stopped too`() async throws {
    let models = try ModelFolder()
    let service = try Service.server(of: "sentiment", in: models.path)
    try await service.logged("model not loaded")
    service.send(SIGINT)
    #expect(try await service.exitStatus() == 0)
  }
}
