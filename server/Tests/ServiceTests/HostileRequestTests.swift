import Testing

/// Whatever a client sends, it is refused in words where that is possible, and others are served.
@Suite(.serialized) struct HostileRequestTests {
  private static func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) }

  @Test func `a body that is not what it must be is refused`() async throws {
    let service = try await Service.ready("sentiment")
    let bodies = [
      "", "{", "null", "[]", "{}", #"{"text": 5}"#, #"{"text": "a"} {}"#, #"{"text": "\ud800"}"#,
      #"{"text": "a", "text": "b"}"#, #"{"texts": []}"#, "{\"text\": \"a\u{0}\"}", "\u{FEFF}{}",
      #"{"text": \#(Self.nested(100_000))"#, Self.nested(100_000),
      #"{"inputs": \#(Self.nested(100_000))"#,
    ]
    for body in bodies {
      let reply = try await service.post("/predict", body)
      #expect(reply.status == 400, "\(body.prefix(20))")
      #expect(try !reply.reason.isEmpty)
      #expect(try await service.post("/v2/models/sentiment/infer", body).status == 400)
    }
    let notUTF8 = Array(#"{"text": ""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
    #expect(try await service.ask("POST", "/predict", [:], notUTF8).status == 400)
    let image = try await service.post("/predict", praising, ["Content-Type": "image/png"])
    #expect(image.status == 415)
    let packed = try await service.post("/predict", praising, ["Content-Encoding": "gzip"])
    #expect(packed.status == 415)
    #expect(try await service.post("/predict", praising).status == 200)
  }

  @Test(arguments: [false, true])
  func `a body that is too long is refused and the connection is of use again`(isChunked: Bool)
    async throws
  {
    let service = try await Service.ready("sentiment", ["MAX_BODY_BYTES": "1000"])
    let connection = try await service.connect()
    func send(_ body: [UInt8]) throws {
      guard isChunked else { return try connection.send("POST", "/predict", [:], body) }
      try connection.send(
        HTTPConnection.head("POST", "/predict", ["Transfer-Encoding": "chunked"]))
      var rest = body[...]
      while !rest.isEmpty {
        let chunk = rest.prefix(700)
        rest = rest.dropFirst(700)
        try connection.send("\(String(chunk.count, radix: 16))\r\n")
        try connection.send(chunk + Array("\r\n".utf8))
      }
      try connection.send("0\r\n\r\n")
    }
    let spaces = [UInt8](repeating: 0x20, count: 1000 - praising.utf8.count)
    try send(Array(praising.utf8) + spaces)
    #expect(try connection.reply().status == 200)
    for length in [1001, 200_000] {
      try send([UInt8](repeating: 0x20, count: length))
      let reply = try connection.reply()
      #expect(reply.status == 413)
      #expect(try reply.reason == "the body is longer than 1000 bytes")
    }
    try send(Array(praising.utf8))
    #expect(try connection.reply().status == 200)
  }

  @Test func `a client that asks before it sends too much is refused at once`() async throws {
    let service = try await Service.ready("sentiment", ["MAX_BODY_BYTES": "1000"])
    let connection = try await service.connect()
    try connection.send(
      HTTPConnection.head(
        "POST", "/predict", ["Expect": "100-continue", "Content-Length": "1001"]))
    let reply = try connection.reply()
    #expect(reply.status == 413)
    #expect(reply["connection"] == "close")
  }

  @Test func `what is not HTTP costs only its own connection`() async throws {
    let service = try await Service.ready("sentiment")
    let long = String(repeating: "a", count: 100_000)
    let host = "HTTP/1.1\r\nHost: localhost\r\n"
    let texts = [
      "GET /\(long) \(host)\r\n", "GET /healthz \(host)A: \(long)\r\n\r\n", "nonsense\r\n\r\n",
      "BREW /metrics \(host)\r\n", "POST /predict \(host)Content-Length: -1\r\n\r\n",
      "POST /predict \(host)Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
      "POST /predict \(host)Transfer-Encoding: chunked\r\n\r\nfive\r\n",
      // The beginning of a TLS handshake.
      "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}",
    ]
    let other = try await service.connect()
    for text in texts {
      let connection = try await service.connect()
      if text.utf8.count < long.utf8.count {
        try connection.send(text)
        #expect(try connection.reply().status == 400)
      } else {
        // It is closed while some of this is under way, and the reply may be lost with it.
        try? connection.send(text)
        let status = try? connection.reply().status
        #expect(status == nil || status == 400 || status == 431)
      }
      #expect(try connection.isClosedInSilence())
      try other.send("POST", "/predict", [:], Array(praising.utf8))
      #expect(try other.reply().status == 200)
    }
  }

  @Test func `clients that leave within a request leave nothing behind`() async throws {
    let service = try await Service.ready("sentiment")
    for count in 1..<30 {
      let connection = try await service.connect()
      let head = HTTPConnection.head("POST", "/predict", bodyLength: praising.utf8.count)
      try connection.send(Array((head + Array(praising.utf8)).prefix(count * 5)))
    }
    let port = try await service.port
    try await eventually("only the request for metrics is active") {
      let connection = try HTTPConnection(port: port)
      try connection.send("GET", "/metrics")
      return try connection.reply().text.contains("\nactive_requests 1\n")
    }
    // They are counted as clients that went, not as requests that were wrong.
    #expect(try await service.get("/metrics").text.contains(#"path="/predict",status="499"}"#))
    #expect(try await service.post("/predict", praising).status == 200)
  }

  @Test func `pipelined requests are answered in their order`() async throws {
    let service = try await Service.ready("sentiment")
    let connection = try await service.connect()
    let names = (1...50).map { "request-\($0)" }
    try connection.send(
      names.flatMap { name in
        HTTPConnection.head(
          "POST", "/predict", ["X-Request-Id": name], bodyLength: praising.utf8.count)
          + Array(praising.utf8)
      })
    for name in names {
      let reply = try connection.reply()
      #expect(reply.status == 200)
      #expect(reply["X-Request-Id"] == name)
    }
  }

  @Test func `200 idle connections do not hinder another, and serve when they are used`()
    async throws
  {
    let service = try await Service.ready("sentiment")
    var idle: [HTTPConnection] = []
    for _ in 0..<200 { idle.append(try await service.connect()) }
    for _ in 0..<20 { #expect(try await service.post("/predict", praising).status == 200) }
    for connection in idle { try connection.send("GET", "/healthz") }
    for connection in idle { #expect(try connection.reply().status == 200) }
  }

  @Test func `HEAD has the fields of GET, and a wrong method is told the right one`()
    async throws
  {
    let service = try await Service.ready("sentiment")
    let connection = try await service.connect()
    for path in ["/healthz", "/readyz", "/v2", "/openapi.json"] {
      try connection.send("GET", path)
      let whole = try connection.reply()
      try connection.send("HEAD", path)
      let head = try connection.reply(toHead: true)
      #expect(head.status == 200)
      #expect(head["Content-Length"] == "\(whole.body.count)")
      #expect(head["Content-Type"] == whole["Content-Type"])
    }
    for (method, path, allowed) in [
      ("GET", "/predict", "POST"), ("DELETE", "/predict", "POST"), ("POST", "/readyz", "GET, HEAD"),
      ("PUT", "/v2/models/sentiment/infer", "POST"), ("PATCH", "/metrics", "GET, HEAD"),
    ] {
      let reply = try await service.ask(method, path)
      #expect(reply.status == 405, "\(method) \(path)")
      #expect(reply["Allow"] == allowed)
    }
    #expect(try await service.ask("HEAD", "/predict").status == 405)
    #expect(try await service.get("/nothing").status == 404)
    #expect(try await service.get("/jobs/1").status == 404)
  }
}
