import Inference

extension HTTPFailure {
  init(_ error: InferenceError) {
    switch error {
    case .invalid(let path, let message):
      self.init(status: 400, code: "invalid_request", message: message, path: path)
    case .overloaded:
      self.init(
        status: 503, code: "overloaded", message: "too many requests wait",
        headers: ["Retry-After": "1"])
    case .unavailable(let reason):
      self.init(
        status: 503, code: "unavailable", message: reason, headers: ["Retry-After": "1"])
    case .deadlineExceeded:
      self.init(
        status: 504, code: "deadline_exceeded", message: "the prediction took too long")
    case .cancelled:
      self.init(status: 503, code: "cancelled", message: "the request was cancelled")
    case .failed(let reason):
      self.init(status: 500, code: "prediction_failed", message: reason)
    }
  }

  init(_ error: WireError) {
    self.init(status: 400, code: "invalid_request", message: error.message, path: error.path)
  }
}
