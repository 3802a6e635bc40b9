import FoundationEssentials
import GRPCCore
import Glibc
import OpenInferenceRPC
import SwiftProtobuf
import Testing

/// What clients of gRPC get.
@Suite(.serialized) struct CallTests {
  private let withPort = ["GRPC_PORT": "0"]

  @Test func `a call predicts what a request does, and leaves the same trail`() async throws {
    let service = try await Service.ready("sentiment", withPort)
    let answer = try await service.calling { client in
      try await client.infer(.sentiment(of: praise), ["x-request-id": "call-1"])
    }
    let reply = try await service.post("/predict", praising)
    let confidence = try reply.json(Predictions.self).predictions[0].confidence
    #expect(answer.modelVersion == "1.3.0")
    #expect(answer.outputs.map(\.name) == ["probabilities"])
    #expect(answer.outputs[0].shape == [1, 2])
    #expect(abs(Double(answer.outputs[0].contents.fp32Contents[1]) - confidence) < 1e-7)
    let line = try await service.logged("prediction") { $0.request_id == "call-1" }
    #expect(line.model == "sentiment")
    #expect(line.confidence.map { $0 > 0.7 } == true)
    let metrics = try await service.get("/metrics").text
    let labels = #"grpc_code="OK",grpc_method="ModelInfer""#
    #expect(metrics.contains("\ngrpc_server_handled_total{\(labels)"))
    #expect(try !service.output.contains("fantastic"))
  }

  @Test func `raw tensors are answered raw`() async throws {
    let service = try await Service.ready("sentiment", withPort)
    let answer = try await service.calling { client in
      var question = Inference_ModelInferRequest.sentiment(of: "")
      question.id = "seven"
      question.inputs[0].contents = Inference_InferTensorContents()
      question.inputs[0].clearContents()
      question.rawInputContents = [Data([UInt8(praise.utf8.count), 0, 0, 0] + praise.utf8)]
      return try await client.infer(question)
    }
    #expect(answer.id == "seven")
    #expect(!answer.outputs[0].hasContents)
    #expect(answer.rawOutputContents.map(\.count) == [8])
  }

  @Test func `a call that cannot be answered says why`() async throws {
    let service = try await Service.ready("sentiment", withPort)
    try await service.calling { client in
      var other = Inference_ModelInferRequest.sentiment(of: praise)
      other.modelName = "loan"
      var long = Inference_ModelInferRequest.sentiment(of: praise)
      long.inputs[0].shape = [2]
      let wrong: [(Inference_ModelInferRequest, RPCError.Code, String)] = [
        (other, .notFound, "the model that is served is sentiment, version 1.3.0"),
        (long, .invalidArgument, "inputs[0].contents: has 1 elements, and the shape 2"),
        (
          Inference_ModelInferRequest.with { $0.modelName = "sentiment" }, .invalidArgument,
          "inputs: must be the model's inputs: text"
        ),
        (
          .sentiment(of: String(repeating: "a", count: 1 << 20)), .resourceExhausted,
          "the body is longer than 1048576 bytes"
        ),
      ]
      for (question, code, message) in wrong {
        let error = await #expect(throws: RPCError.self) { try await client.infer(question) }
        #expect(error?.code == code)
        #expect(error?.message == message)
      }
      // None of them has harmed the connection.
      try await expectAnswer(client, .sentiment(of: praise))
    }
  }

  @Test func `a prediction needs a key where there are keys, and a probe does not`() async throws {
    let directory = try ScratchDirectory()
    try directory.write("open-sesame\n", to: "keys")
    let service = try await Service.ready(
      "sentiment", ["GRPC_PORT": "0", "API_KEYS_FILE": "\(directory.path)/keys"])
    try await service.calling { client in
      let question = Inference_ModelInferRequest.sentiment(of: praise)
      for metadata: Metadata in [[:], ["authorization": "Bearer no"]] {
        let error = await #expect(throws: RPCError.self) {
          try await client.infer(question, metadata)
        }
        #expect(error?.code == .unauthenticated)
      }
      for metadata: Metadata in [
        ["authorization": "Bearer open-sesame"], ["x-api-key": "open-sesame"],
      ] {
        try await expectAnswer(client, question, metadata)
      }
      try await expect(client, is: .serving)
    }
  }

  @Test func `a server without a model tells so, and lives`() async throws {
    let models = try ModelFolder()
    let service = try Service.server(of: "sentiment", in: models.path, withPort)
    try await service.logged("model not loaded")
    try await service.calling { client in
      try await expect(client, is: .notServing)
      let live: Inference_ServerLiveResponse = try await client.call(
        "ServerLive", Inference_ServerLiveRequest())
      #expect(live.live)
      let ready: Inference_ServerReadyResponse = try await client.call(
        "ServerReady", Inference_ServerReadyRequest())
      #expect(!ready.ready)
      let error = await #expect(throws: RPCError.self) {
        try await client.infer(.sentiment(of: praise))
      }
      #expect(error?.code == .unavailable)
    }
  }

  @Test func `what is served is told with its types and shapes`() async throws {
    let service = try await Service.ready("loan-default", withPort)
    try await service.calling { client in
      let model: Inference_ModelMetadataResponse = try await client.call(
        "ModelMetadata", Inference_ModelMetadataRequest.with { $0.name = "loan-default" })
      #expect(model.platform == "xgboost")
      #expect(model.inputs.map(\.datatype) == ["FP32"])
      #expect(model.inputs[0].shape.first == -1)
      for (name, isReady) in [("loan-default", true), ("sentiment", false)] {
        let answer: Inference_ModelReadyResponse = try await client.call(
          "ModelReady", Inference_ModelReadyRequest.with { $0.name = name })
        #expect(answer.ready == isReady)
      }
    }
  }

  @Test func `a call whose message comes after the server was stopped is answered`() async throws {
    let service = try await Service.ready("sentiment", withPort)
    let answers = try await service.calling { client in
      try await client.infer(.sentiment(of: praise)) {
        // The head is there; the message comes when new connections are not taken any more.
        try await eventually("the call is under way") {
          try service.log("listening for gRPC").count == 1
        }
        try await Task.sleep(for: .milliseconds(300))
        service.send(SIGTERM)
        let port = try await service.port
        try await eventually("the server takes no new connections") {
          (try? HTTPConnection(port: port)) == nil
        }
      }
    }
    #expect(answers.map(\.modelVersion) == ["1.3.0"])
    #expect(try await service.exitStatus() == 0)
  }

  @Test func `a draining server says so and answers on`() async throws {
    let service = try await Service.ready(
      "sentiment", ["GRPC_PORT": "0", "DRAIN_DELAY_SECONDS": "3"])
    try await service.calling { client in
      try await expect(client, is: .serving)
      service.send(SIGTERM)
      try await service.logged("draining")
      try await expect(client, is: .notServing)
      try await expectAnswer(client, .sentiment(of: praise))
    }
    #expect(try await service.exitStatus() == 0)
  }

  private func expectAnswer(
    _ client: CallClient, _ question: Inference_ModelInferRequest, _ metadata: Metadata = [:]
  ) async throws {
    let answer = try await client.infer(question, metadata)
    #expect(answer.outputs.count == 1)
  }

  private func expect(
    _ client: CallClient, is status: Grpc_Health_V1_HealthCheckResponse.ServingStatus
  ) async throws {
    let health = try await client.health()
    #expect(health == status)
  }
}
