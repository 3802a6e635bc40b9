import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf
import OpenInferenceRPC
import SwiftProtobuf

/// A client that calls one of the executables by gRPC.
struct CallClient: Sendable {
  fileprivate let client: GRPCClient<HTTP2ClientTransport.Posix>

  /// Calls a procedure of the Open Inference Protocol.
  func call<Question: Message, Answer: Message>(
    _ method: String, _ question: Question, _ metadata: Metadata = [:],
    service: String = "inference.GRPCInferenceService", giving: Answer.Type = Answer.self
  ) async throws -> Answer {
    try await client.unary(
      request: ClientRequest(message: question, metadata: metadata),
      descriptor: MethodDescriptor(fullyQualifiedService: service, method: method),
      serializer: ProtobufSerializer<Question>(), deserializer: ProtobufDeserializer<Answer>(),
      options: .defaults
    ) { try $0.message }
  }

  /// Calls ModelInfer, and sends its message once `isTime` returns.
  func infer(
    _ question: Inference_ModelInferRequest,
    when isTime: @escaping @Sendable () async throws -> Void
  ) async throws -> [Inference_ModelInferResponse] {
    try await client.bidirectionalStreaming(
      request: StreamingClientRequest { writer in
        try await isTime()
        try await writer.write(question)
      },
      descriptor: MethodDescriptor(
        fullyQualifiedService: "inference.GRPCInferenceService", method: "ModelInfer"),
      serializer: ProtobufSerializer<Inference_ModelInferRequest>(),
      deserializer: ProtobufDeserializer<Inference_ModelInferResponse>(), options: .defaults
    ) { response in
      var answers: [Inference_ModelInferResponse] = []
      for try await answer in response.messages { answers.append(answer) }
      return answers
    }
  }

  func infer(
    _ question: Inference_ModelInferRequest, _ metadata: Metadata = [:]
  ) async throws -> Inference_ModelInferResponse {
    try await call("ModelInfer", question, metadata)
  }

  func health() async throws -> Grpc_Health_V1_HealthCheckResponse.ServingStatus {
    try await call(
      "Check", Grpc_Health_V1_HealthCheckRequest(), service: "grpc.health.v1.Health",
      giving: Grpc_Health_V1_HealthCheckResponse.self
    ).status
  }
}

extension Service {
  /// Calls the service by gRPC, which it must listen for.
  func calling<Result: Sendable>(
    over loopback: Loopback = .ipv4, _ calls: (CallClient) async throws -> Result
  ) async throws -> Result {
    guard let port = try await logged("listening for gRPC").port else {
      throw ServiceFailure("it does not say where it listens for gRPC")
    }
    let target: any ResolvableTarget =
      switch loopback {
      case .ipv4: .ipv4(address: "127.0.0.1", port: port)
      case .ipv6: .ipv6(address: "::1", port: port)
      }
    let transport = try HTTP2ClientTransport.Posix(target: target, transportSecurity: .plaintext)
    return try await withGRPCClient(transport: transport) {
      try await calls(CallClient(client: $0))
    }
  }
}

extension Inference_ModelInferRequest {
  /// Asks of what feeling texts are.
  static func sentiment(of texts: String...) -> Self {
    .with {
      $0.modelName = "sentiment"
      $0.inputs = [
        .with {
          $0.name = "text"
          $0.datatype = "BYTES"
          $0.shape = [Int64(texts.count)]
          $0.contents.bytesContents = texts.map { .init($0.utf8) }
        }
      ]
    }
  }
}
