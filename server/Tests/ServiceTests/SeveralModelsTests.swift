import GRPCCore
import Glibc
import OpenInferenceRPC
import SwiftProtobuf
import Testing

/// What a server of several models does, and who may change which they are.
@Suite(.serialized) struct SeveralModelsTests {
  private let loan = #"{"features": {"age": 35, "amount": 1000}}"#

  private func server(
    _ more: [String: String] = [:], in directory: String = ModelFolder.original
  ) throws -> Service {
    let variables = [
      "PORT": "0", "MODEL_DIR": directory, "MODEL_NAMES": "sentiment,loan-default=2.1.0",
      "DRAIN_DELAY_SECONDS": "0", "GRACE_PERIOD_SECONDS": "20", "REQUEST_TIMEOUT_MS": "30000",
    ]
    return try Service("inference-server", environment: variables.merging(more) { $1 })
  }

  @Test func `each model answers under its name, and its metrics have it`() async throws {
    let service = try server(["GRPC_PORT": "0"])
    try await service.log("model loaded", isThere: 2)
    try await service.readiness(200)
    let praised = try await service.post("/predict/sentiment", praising)
    #expect(try praised.json(Predictions.self).model == "sentiment")
    let judged = try await service.post("/predict/loan-default", loan)
    #expect(try judged.json(Predictions.self).model == "loan-default")
    // Without a name one of two would be guessed.
    let unnamed = try await service.post("/predict", praising)
    #expect(unnamed.status == 404)
    #expect(try unnamed.reason.hasSuffix("end with one of sentiment, loan-default"))
    #expect(try await service.post("/predict/other", praising).status == 404)
    #expect(try await service.get("/v2/models/loan-default/ready").status == 200)
    #expect(try await service.get("/v2/models/other").status == 404)
    try await service.calling { client in
      let answer = try await client.infer(.sentiment(of: praise))
      #expect(answer.modelName == "sentiment")
      let model: Inference_ModelMetadataResponse = try await client.call(
        "ModelMetadata", Inference_ModelMetadataRequest.with { $0.name = "loan-default" })
      #expect(model.platform == "xgboost")
    }
    let metrics = try await service.get("/metrics").text
    for line in [
      #"model_ready{model="loan-default"} 1"#, #"queue_depth{model="sentiment"} 0"#,
      #"inference_latency_seconds_count{model="loan-default"} 1"#,
      #"model_loads_total{model="sentiment",outcome="success"} 1"#,
    ] {
      #expect(metrics.contains("\n\(line)\n"), "\(line)")
    }
    let document = try await service.get("/openapi.json").text
    #expect(document.contains(#""/predict/loan-default":"#))
    #expect(document.contains(#""/v2/models/sentiment/infer":"#))
    #expect(!document.contains(#""/predict":"#))
  }

  @Test func `a server is ready once every model is, and each model tells for itself`()
    async throws
  {
    let models = try ModelFolder(.sentiment)
    let service = try server(in: models.path)
    try await service.logged("model loaded")
    try await service.logged("model not loaded") { $0.model == "loan-default" }
    let waiting = try await service.get("/readyz")
    #expect(waiting.status == 503)
    #expect(try waiting.reason.hasPrefix("loan-default: "))
    #expect(try await service.get("/v2/models/sentiment/ready").status == 200)
    #expect(try await service.get("/v2/models/loan-default/ready").status == 503)
    #expect(try await service.post("/predict/sentiment", praising).status == 200)
    #expect(try await service.post("/predict/loan-default", loan).status == 503)
    try models.install(.loanDefault)
    try await service.readiness(200)
    #expect(try await service.post("/predict/loan-default", loan).status == 200)
  }

  @Test func `models are loaded and unloaded with a key of their own`() async throws {
    let files = try ScratchDirectory()
    try files.write("client\n", to: "keys")
    try files.write("operator\n", to: "admin-keys")
    let models = try ModelFolder(.sentiment, .loanDefault)
    let service = try server(
      ["API_KEYS_FILE": "\(files.path)/keys", "ADMIN_KEYS_FILE": "\(files.path)/admin-keys"],
      in: models.path)
    try await service.log("model loaded", isThere: 2)
    func order(_ name: String, _ order: String, key: String = "operator") async throws -> HTTPReply
    {
      try await service.post(
        "/v2/repository/models/\(name)/\(order)", #"{"parameters":{"unload_dependents":false}}"#,
        ["X-API-Key": key])
    }
    func status(_ path: String, _ body: String) async throws -> Int {
      try await service.post(path, body, ["X-API-Key": "client"]).status
    }
    func index(_ body: String = "") async throws -> [Indexed] {
      try await service.post("/v2/repository/index", body).json([Indexed].self)
    }
    for key in ["client", ""] {
      #expect(try await order("sentiment", "unload", key: key).status == 401)
    }
    #expect(try await order("other", "load").status == 404)
    #expect(try await order("loan-default", "unload").status == 200)
    #expect(
      try await index() == [
        Indexed(name: "sentiment", version: "1.3.0", state: "READY", reason: ""),
        Indexed(name: "loan-default", state: "UNAVAILABLE", reason: "the model was unloaded"),
      ])
    #expect(try await index(#"{"ready":true}"#).map(\.name) == ["sentiment"])
    #expect(try await status("/predict/loan-default", loan) == 404)
    #expect(try await status("/predict/sentiment", praising) == 200)
    // What was unloaded is not missed, and comes back only when it is asked for.
    #expect(try await service.get("/readyz").status == 200)
    service.send(SIGHUP)
    try await service.log("model loaded", isThere: 3)
    #expect(try await status("/predict/loan-default", loan) == 404)
    #expect(try await order("loan-default", "load").status == 200)
    #expect(try await status("/predict/loan-default", loan) == 200)
    // A package that is wrong takes nothing away.
    try models.remove(.loanDefault)
    try models.install(.loanDefault) { try $0.replace("{", with: "[", in: "manifest.json") }
    let refused = try await order("loan-default", "load")
    #expect(refused.status == 400)
    #expect(refused.text.contains("manifest.json: "))
    #expect(try await status("/predict/loan-default", loan) == 200)
  }

  @Test func `without keys for it nobody loads or unloads, and the index is there all the same`()
    async throws
  {
    let service = try await Service.ready("sentiment")
    let refused = try await service.post("/v2/repository/models/sentiment/unload", "")
    #expect(refused.status == 403)
    #expect(refused.text.contains("only where ADMIN_KEYS_FILE is set"))
    let index = try await service.post("/v2/repository/index", "").json([Indexed].self)
    #expect(index == [Indexed(name: "sentiment", version: "1.3.0", state: "READY", reason: "")])
    #expect(try await service.post("/predict/sentiment", praising).status == 200)
    #expect(try await service.post("/predict/other", praising).status == 404)
  }
}

/// A model as the index has it.
private struct Indexed: Decodable, Equatable {
  var name: String
  var version: String?
  var state: String
  var reason: String
}
