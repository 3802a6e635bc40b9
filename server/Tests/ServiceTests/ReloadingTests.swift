import Glibc
import Testing

/// Another model, or other keys, come into a server that serves all the while.
@Suite(.serialized) struct ReloadingTests {
  @Test(arguments: [false, true])
  func `a new version is served without a failed request`(isSignalled: Bool) async throws {
    let models = try ModelFolder(.sentiment)
    let service = try await Service.ready("sentiment", in: models.path)
    let client = Client(port: try await service.port)
    try await withThrowingTaskGroup { group in
      for _ in 0..<3 {
        group.addTask { try await client.ask { try $0.modelVersion == "1.10.0" } }
      }
      try await service.log("prediction", isThere: 3)
      try models.install(.sentiment, as: "1.10.0")
      if isSignalled { service.send(SIGHUP) }
      while let replies = try await group.next() {
        let versions = try replies.map { try $0.modelVersion }
        #expect(versions.first == "1.3.0")
        // There is no way back to the old one.
        #expect(versions.drop { $0 == "1.3.0" }.allSatisfy { $0 == "1.10.0" })
      }
    }
    let metrics = try await service.get("/metrics").text
    let loaded = metrics.split(separator: "\n").filter { $0.hasPrefix("model_info{") }
    #expect(loaded.count == 1)
    #expect(loaded.allSatisfy { $0.contains(#"version="1.10.0""#) })
    #expect(!metrics.contains("status=\"5"))
  }

  @Test func `a broken new version leaves the old one serving`() async throws {
    let models = try ModelFolder(.sentiment)
    let service = try await Service.ready("sentiment", in: models.path)
    try models.install(.sentiment, as: "1.4.0") {
      try $0.replace("0.7456137589757872", with: "0.8456137589757872", in: "golden.json")
    }
    service.send(SIGHUP)
    let line = try await service.logged("model not loaded")
    #expect(line.level == "ERROR")
    #expect(line.still_serving == "1.3.0")
    #expect(line.reason?.hasPrefix("golden.json: rows[0]") == true)
    #expect(try await service.get("/readyz").status == 200)
    let answer = try await service.post("/predict", praising).json(Predictions.self)
    #expect(answer.model_version == "1.3.0")
    #expect(
      try await service.get("/metrics").text.contains(
        "\nmodel_loads_total{outcome=\"failure\"} "))
  }

  @Test func `a model whose directory is emptied is still served`() async throws {
    let models = try ModelFolder(.sentiment)
    let service = try await Service.ready("sentiment", in: models.path)
    try models.remove(.sentiment)
    service.send(SIGHUP)
    try await service.logged("model not loaded")
    #expect(try await service.get("/readyz").status == 200)
    #expect(try await service.post("/predict", praising).status == 200)
  }

  @Test func `only known keys predict, and those that were taken away do not`() async throws {
    let files = try ScratchDirectory()
    try files.write("first-key\n", to: "keys")
    let service = try await Service.ready(
      "sentiment", ["API_KEYS_FILE": "\(files.path)/keys"])
    func status(_ headers: [String: String]) async throws -> Int {
      try await service.post("/predict", praising, headers).status
    }
    let refused = try await service.post("/predict", praising)
    #expect(refused.status == 401)
    #expect(refused["WWW-Authenticate"] == "Bearer")
    #expect(try await status(["Authorization": "Bearer first-key"]) == 200)
    #expect(try await status(["X-API-Key": "first-key"]) == 200)
    #expect(try await status(["X-API-Key": "second-key"]) == 401)
    #expect(try await service.post("/v2/models/sentiment/infer", "{}").status == 401)
    for path in ["/healthz", "/readyz", "/metrics"] {
      #expect(try await service.get(path).status == 200)
    }

    // Nobody says so: the file is looked at.
    try files.write("second-key\n", to: "keys")
    try await service.logged("keys read")
    #expect(try await status(["X-API-Key": "second-key"]) == 200)
    #expect(try await status(["X-API-Key": "first-key"]) == 401)

    try files.write("\n", to: "keys")
    service.send(SIGHUP)
    try await service.logged("keys not read")
    #expect(try await status(["X-API-Key": "second-key"]) == 200)
    #expect(try !service.output.contains("-key"))
  }
}
