import GRPCCore
import OpenInferenceRPC
import Serving
import SwiftProtobuf

/// The health of the server as gRPC's own probes and balancers ask for it.
///
/// GRPC Health Checking Protocol: of the server as a whole, and of its one service.
struct HealthCalls: Grpc_Health_V1_Health.StreamingServiceProtocol {
  private let desk: CallDesk

  init(_ desk: CallDesk) { self.desk = desk }

  func check(
    request: StreamingServerRequest<Grpc_Health_V1_HealthCheckRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Grpc_Health_V1_HealthCheckResponse> {
    let method = RemoteMethod("grpc.health.v1.Health", "Check", .probe)
    return try await desk.answer(method, request) { question, _ in
      let status = status(of: question.service)
      guard status != .serviceUnknown else { return RemoteOutcome(.noSuchService) }
      return RemoteOutcome(.with { $0.status = status })
    }
  }

  /// Tells each change until the client goes away or the server stops.
  func watch(
    request: StreamingServerRequest<Grpc_Health_V1_HealthCheckRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Grpc_Health_V1_HealthCheckResponse> {
    let question = try await ServerRequest(stream: request).message
    return StreamingServerResponse { writer in
      var told: Grpc_Health_V1_HealthCheckResponse.ServingStatus?
      while !context.cancellation.isCancelled {
        let now = status(of: question.service)
        if now != told { try await writer.write(.with { $0.status = now }) }
        told = now
        try await Task.sleep(for: .milliseconds(500))
      }
      return [:]
    }
  }

  private func status(
    of service: String
  ) -> Grpc_Health_V1_HealthCheckResponse.ServingStatus {
    guard ["", "inference.GRPCInferenceService"].contains(service) else { return .serviceUnknown }
    return desk.handler.reasonNotReady == nil ? .serving : .notServing
  }
}

extension HTTPFailure {
  fileprivate static let noSuchService = HTTPFailure(
    status: 404, code: "not_found", message: "no service has this name")
}
