import GRPCCore
import Inference
import OpenInferenceRPC
import Serving
import SwiftProtobuf

/// The Open Inference Protocol by gRPC.
struct InferenceCalls: Inference_GRPCInferenceService.StreamingServiceProtocol {
  private let desk: CallDesk
  private var handler: ServiceHandler { desk.handler }

  init(_ desk: CallDesk) { self.desk = desk }

  func serverLive(
    request: StreamingServerRequest<Inference_ServerLiveRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Inference_ServerLiveResponse> {
    try await desk.answer(method("ServerLive", .probe), request) { _, _ in
      RemoteOutcome(.with { $0.live = true })
    }
  }

  func serverReady(
    request: StreamingServerRequest<Inference_ServerReadyRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Inference_ServerReadyResponse> {
    try await desk.answer(method("ServerReady", .probe), request) { _, _ in
      RemoteOutcome(.with { $0.ready = handler.reasonNotReady == nil })
    }
  }

  func modelReady(
    request: StreamingServerRequest<Inference_ModelReadyRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Inference_ModelReadyResponse> {
    try await desk.answer(method("ModelReady", .probe), request) { question, _ in
      let model = try? handler.model(question.name, version: question.version.orNil)
      return RemoteOutcome(.with { $0.ready = model != nil })
    }
  }

  func serverMetadata(
    request: StreamingServerRequest<Inference_ServerMetadataRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Inference_ServerMetadataResponse> {
    try await desk.answer(method("ServerMetadata", .inquiry), request) { _, _ in
      RemoteOutcome(
        .with {
          $0.name = "inference-server"
          $0.version = serviceVersion
        })
    }
  }

  func modelMetadata(
    request: StreamingServerRequest<Inference_ModelMetadataRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Inference_ModelMetadataResponse> {
    try await desk.answer(method("ModelMetadata", .inquiry), request) { question, _ in
      do throws(HTTPFailure) {
        let model = try handler.model(question.name, version: question.version.orNil)
        return RemoteOutcome(Inference_ModelMetadataResponse(model))
      } catch {
        return RemoteOutcome(error)
      }
    }
  }

  func modelInfer(
    request: StreamingServerRequest<Inference_ModelInferRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Inference_ModelInferResponse> {
    try await desk.answer(method("ModelInfer", .prediction), request) { question, call in
      await desk.infer(ModelQuestion(question), call).map { answer in
        Inference_ModelInferResponse(answer, to: question)
      }
    }
  }

  private func method(_ name: String, _ kind: RemoteMethod.Kind) -> RemoteMethod {
    RemoteMethod("inference.GRPCInferenceService", name, kind)
  }
}

extension String {
  /// Nothing where it is empty, as Protocol Buffers say it.
  var orNil: String? { isEmpty ? nil : self }
}
