import Testing

/// What clients and operators get of a server that is well.
@Suite(.serialized) struct PredictionTests {
  @Test func `a review of praise is positive`() async throws {
    let service = try await Service.ready("sentiment")
    let reply = try await service.post("/predict", praising)
    #expect(reply.status == 200)
    let answer = try reply.json(Predictions.self)
    #expect(answer.model == "sentiment")
    #expect(answer.model_version == "1.3.0")
    #expect(answer.predictions.map(\.label) == ["positive"])
    // What the trainer got.
    #expect(abs(answer.predictions[0].confidence - 0.745_613_758_975_787_2) < 1e-6)
    #expect(answer.predictions[0].probabilities.keys.sorted() == ["negative", "positive"])
  }

  @Test func `a prediction is logged by its identifier and without its text`() async throws {
    let service = try await Service.ready("sentiment")
    let reply = try await service.post("/predict", praising, ["X-Request-Id": "order-66"])
    #expect(reply["X-Request-Id"] == "order-66")
    let line = try await service.logged("prediction") { $0.request_id == "order-66" }
    #expect(line.level == "INFO")
    #expect(line.model == "sentiment")
    #expect(line.model_version == "1.3.0")
    #expect(line.latency_ms.map { $0 > 0 } == true)
    #expect(line.confidence.map { $0 > 0.7 } == true)
    let wrong = try await service.post(
      "/predict", #"{"text": ["fantastic"]}"#, ["X-Request-Id": "a b"])
    #expect(wrong.status == 400)
    // A name that cannot be logged is replaced.
    let identifier = try #require(wrong["X-Request-Id"])
    #expect(identifier != "a b")
    try await service.logged("prediction") { $0.request_id == identifier }
    #expect(try !service.output.contains("fantastic"))
  }

  @Test func `metrics count predictions, and the OpenAPI document is JSON`() async throws {
    let service = try await Service.ready("sentiment")
    for _ in 0..<3 { #expect(try await service.post("/predict", praising).status == 200) }
    #expect(try await service.post("/predict", "{}").status == 400)
    let metrics = try await service.get("/metrics").text
    for (outcome, count) in [("success", 3), ("invalid_request", 1)] {
      let labels = #"model="sentiment",outcome="\#(outcome)",version="1.3.0""#
      #expect(metrics.contains("\npredictions_total{\(labels)} \(count)\n"))
    }
    #expect(!metrics.contains("fantastic"))

    struct Document: Decodable {
      struct Path: Decodable {}
      var openapi: String
      var paths: [String: Path]
    }
    let document = try await service.get("/openapi.json").json(Document.self)
    #expect(document.openapi.hasPrefix("3."))
    #expect(document.paths["/predict"] != nil)
  }

  @Test func `a loan is judged by its features by name, of which some may be missing`()
    async throws
  {
    let service = try await Service.ready("loan-default")
    // The first golden row, by the names of its features.
    let features = """
      "seniority": 10, "time": 36, "age": 40, "expenses": 60, "income": 214, "assets": 4000, \
      "debt": 0, "amount": 800, "price": 1400, "home": "owner", "records": "no", "job": "fixed"
      """
    let whole = #"{"features": {\#(features), "marital": "married"}}"#
    let answer = try await service.post("/predict", whole).json(Predictions.self)
    #expect(answer.predictions.map(\.label) == ["repaid"])
    let probability = try #require(answer.predictions[0].probabilities["default"])
    #expect(abs(probability - 0.013_098_851_777_613_163) < 1e-6)

    let partial = #"{"instances": [{\#(features), "marital": null}, {"age": 35, "amount": 1000}]}"#
    let rows = try await service.post("/predict", partial).json(Predictions.self).predictions
    #expect(rows.count == 2)

    let unknown = try await service.post("/predict", #"{"features": {"height": 180}}"#)
    #expect(unknown.status == 400)
    #expect(try unknown.json(Refusal.self).error.path == "features.height")
  }

  @Test func `the Open Inference Protocol is spoken in JSON`() async throws {
    struct Answer: Decodable {
      struct Output: Decodable {
        var name: String
        var datatype: String
        var shape: [Int]
        var data: [Double]
      }

      var model_name: String
      var model_version: String
      var id: String
      var outputs: [Output]
    }
    let service = try await Service.ready("sentiment")
    let reply = try await service.post(
      "/v2/models/sentiment/infer",
      #"{"id": "7", "inputs": [{"name": "text", "shape": [2], "datatype": "BYTES", "#
        + #""data": ["\#(praise)", "worst movie ever"]}]}"#)
    let answer = try reply.json(Answer.self)
    #expect(answer.id == "7")
    #expect(answer.model_version == "1.3.0")
    #expect(answer.outputs.map(\.name) == ["probabilities"])
    #expect(answer.outputs[0].datatype == "FP32")
    #expect(answer.outputs[0].shape == [2, 2])
    #expect(abs(answer.outputs[0].data[1] - 0.745_613_76) < 1e-6)
    #expect(abs(answer.outputs[0].data[2] - 0.959_565_46) < 1e-6)
    #expect(try await service.get("/v2/models/sentiment").status == 200)
    #expect(try await service.get("/v2/models/other/ready").status == 404)
  }

  @Test func `the Open Inference Protocol is spoken in binary`() async throws {
    let service = try await Service.ready("sentiment")
    let text = Array(praise.utf8)
    let head = Array(
      (#"{"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "#
        + #""parameters": {"binary_data_size": \#(text.count + 4)}}], "#
        + #""outputs": [{"name": "probabilities", "parameters": {"binary_data": true}}]}"#).utf8)
    let reply = try await service.ask(
      "POST", "/v2/models/sentiment/versions/1.3.0/infer",
      [
        "Content-Type": "application/octet-stream",
        "Inference-Header-Content-Length": "\(head.count)",
      ], head + [UInt8(text.count), 0, 0, 0] + text)
    #expect(reply.status == 200)
    let length = try #require(reply["Inference-Header-Content-Length"].flatMap(Int.init))
    let binary = Array(reply.body.dropFirst(length))
    #expect(binary.count == 8)
    let probabilities = [0, 4].map { start in
      Float(
        bitPattern: binary[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
    #expect(abs(probabilities[1] - 0.745_613_76) < 1e-6)
    #expect(abs(probabilities[0] + probabilities[1] - 1) < 1e-6)
  }
}
