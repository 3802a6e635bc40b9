import Inference
import Scheduling
import Synchronization

/// Answers the requests of the service; it knows no network.
package final class ServiceHandler: Sendable {
  private let host: ModelHost
  private let timeout: Duration
  private let maxBodyBytes: Int
  private let draining = Atomic(false)

  package init(_ host: ModelHost, timeout: Duration, maxBodyBytes: Int) {
    self.host = host
    self.timeout = timeout
    self.maxBodyBytes = maxBodyBytes
  }

  /// Answers from now on that the service is not ready, while predictions are still made.
  package func drain() { draining.store(true, ordering: .releasing) }

  package func answer(_ question: HTTPQuestion) async -> HTTPAnswer {
    do throws(HTTPFailure) {
      switch question.path {
      case "/health", "/healthz":
        try allow("GET", question)
        return .json { $0.object { $0.field("status", "ok") } }
      case "/ready", "/readyz":
        try allow("GET", question)
        if let reason = reasonNotReady { throw HTTPFailure(InferenceError.unavailable(reason)) }
        return .json { $0.object { $0.field("status", "ready") } }
      case "/v2/health/live":
        try allow("GET", question)
        return .json { $0.object { $0.field("live", true) } }
      case "/v2/health/ready":
        try allow("GET", question)
        let isReady = reasonNotReady == nil
        return .json(isReady ? 200 : 503) { $0.object { $0.field("ready", isReady) } }
      case "/predict":
        try allow("POST", question)
        return try await predict(question.body)
      default:
        throw HTTPFailure(status: 404, code: "not_found", message: "nothing is at this path")
      }
    } catch {
      return error.answer
    }
  }

  private var reasonNotReady: String? {
    if draining.load(ordering: .acquiring) { return "the server is stopping" }
    return switch host.state {
    case .loading: "the model is being loaded"
    case .failed(let reason): reason
    case .ready: nil
    }
  }

  private func allow(_ method: String, _ question: HTTPQuestion) throws(HTTPFailure) {
    guard question.method != method else { return }
    throw HTTPFailure(
      status: 405, code: "method_not_allowed", message: "the method must be \(method)",
      headers: ["Allow": method])
  }

  private func predict(_ body: [UInt8]) async throws(HTTPFailure) -> HTTPAnswer {
    guard body.count <= maxBodyBytes else {
      throw HTTPFailure(
        status: 413, code: "too_large", message: "the body is longer than \(maxBodyBytes) bytes")
    }
    guard let served = host.served else {
      throw HTTPFailure(
        InferenceError.unavailable(reasonNotReady ?? "the model is being loaded"))
    }
    guard served.manifest.type == .text else {
      throw HTTPFailure(
        status: 400, code: "invalid_request", message: "the model takes no text")
    }
    let texts: [String]
    do throws(WireError) { texts = try TextRequest(body).texts } catch { throw HTTPFailure(error) }
    do throws(InferenceError) {
      let prediction = try await served.scheduler.predict(
        PredictionInputs([Tensor(shape: [texts.count], .text(texts))]), deadline: .now + timeout)
      return try PredictionAnswer(prediction, of: served.manifest).answer
    } catch {
      throw HTTPFailure(error)
    }
  }
}
