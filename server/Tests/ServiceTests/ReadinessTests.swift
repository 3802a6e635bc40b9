import Testing

/// A server is alive whatever becomes of its model, and ready only with one that was checked.
@Suite(.serialized) struct ReadinessTests {
  @Test func `a server without a package is alive, and ready once one is there`() async throws {
    let models = try ModelFolder()
    let service = try Service.server(of: "sentiment", in: models.path)
    try await service.logged("model not loaded")
    #expect(try await service.get("/healthz").status == 200)
    let reply = try await service.get("/readyz")
    #expect(reply.status == 503)
    #expect(try reply.reason == "\(models.path)/sentiment has no version with a manifest.json")
    let refused = try await service.post("/predict", praising)
    #expect(refused.status == 503)
    #expect(refused["Retry-After"] == "1")

    try models.install(.sentiment)
    try await service.readiness(200)
    #expect(try await service.post("/predict", praising).status == 200)
  }

  /// A package that must not serve.
  struct Defect: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var model = ModelVersion.sentiment
    /// What the reason begins with.
    var reason: String
    var spoil: @Sendable (ModelCopy) throws -> Void
  }

  @Test(arguments: [
    Defect(testDescription: "another hash", reason: "model.tsv: SHA-256 is ") {
      try $0.replace(#""sha256": "c0"#, with: #""sha256": "0c"#, in: "manifest.json")
    },
    Defect(
      testDescription: "another hash of the scaler", model: .loanDefault,
      reason: "scaler.json: SHA-256 is "
    ) {
      try $0.replace(#""sha256": "6f"#, with: #""sha256": "f6"#, in: "manifest.json")
    },
    Defect(testDescription: "a truncated text model", reason: "model.tsv: ends within a line") {
      try $0.change("model.tsv") { $0.removeLast($0.count / 2) }
    },
    Defect(testDescription: "a truncated forest", model: .loanDefault, reason: "model.ubj: ") {
      try $0.change("model.ubj") { $0.removeLast($0.count / 2) }
    },
    Defect(
      testDescription: "golden rows that differ",
      reason: "golden.json: rows[0].outputs.probabilities[1]: expected 0.8456137589757872, got 0.7"
    ) {
      try $0.replace("0.7456137589757872", with: "0.8456137589757872", in: "golden.json")
    },
    Defect(
      testDescription: "an unknown objective", model: .loanDefault, reason: "model.ubj: "
    ) {
      try $0.replace("binary:logistic", with: "rank:impossible", in: "model.ubj")
    },
    Defect(testDescription: "a manifest that is no JSON", reason: "manifest.json: ") {
      try $0.replace("{", with: "[", in: "manifest.json")
    },
  ])
  func `a package that is not sound is never served`(_ defect: Defect) async throws {
    let models = try ModelFolder()
    try models.install(defect.model, defect.spoil)
    let service = try Service.server(of: defect.model.name, in: models.path)
    try await service.logged("model not loaded")
    #expect(try await service.get("/healthz").status == 200)
    let reply = try await service.get("/readyz")
    #expect(reply.status == 503)
    let reason = try reply.reason
    #expect(reason.hasPrefix(defect.reason), "\(reason)")
    #expect(try await service.post("/predict", praising).status == 503)
    #expect(try await service.get("/v2/health/ready").status == 503)
    #expect(try await service.get("/metrics").text.contains("\nmodel_ready 0\n"))
  }
}
