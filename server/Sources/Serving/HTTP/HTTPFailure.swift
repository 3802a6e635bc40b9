package import Inference
import JSONText

/// Why a request has no result: the status and what the body says.
package struct HTTPFailure: Error, Equatable {
  /// As HTTP has it; other protocols have words of their own for it.
  package var status: Int
  /// One word for the metrics, the log and whoever asked.
  package var code: String
  /// One sentence.
  package var message: String
  /// The field, as `instances[0].age`; empty where the request as a whole is meant.
  package var path = ""
  var headers: HTTPAnswerFields = [:]
  /// What the log says besides, and clients need not know.
  var detail: String?

  package init(
    status: Int, code: String, message: String, path: String = "", headers: HTTPAnswerFields = [:],
    detail: String? = nil
  ) {
    self.status = status
    self.code = code
    self.message = message
    self.path = path
    self.headers = headers
    self.detail = detail
  }

  /// The answer `{"error":{"code":…,"message":…,"path":…}}`.
  var answer: HTTPAnswer {
    answer { json in
      json.object { json in
        json.field("code", code)
        json.field("message", message)
        json.field("path", path)
      }
    }
  }

  /// The field and the sentence in one.
  package var sentence: String { path.isEmpty ? message : "\(path): \(message)" }

  /// `{"error":…}` with a sentence, as the Open Inference Protocol has it.
  var openInferenceAnswer: HTTPAnswer {
    answer { $0.value(sentence) }
  }

  private func answer(_ error: (inout JSONWriter) -> Void) -> HTTPAnswer {
    var answer = HTTPAnswer.json(status) { json in
      json.object { json in
        json.key("error")
        error(&json)
      }
    }
    for (name, value) in headers.pairs { answer.headers[name] = value }
    return answer
  }
}

extension HTTPFailure {
  static let notFound = HTTPFailure(
    status: 404, code: "not_found", message: "nothing is at this path")

  static let unauthorized = HTTPFailure(
    status: 401, code: "unauthorized",
    message: "a known API key is needed, as Authorization: Bearer or X-API-Key",
    headers: ["WWW-Authenticate": "Bearer"])

  /// The bodies that are being received fill the memory that they may have.
  package static let tooManyBytes = HTTPFailure(
    status: 503, code: "overloaded", message: "too many bytes of other requests wait",
    headers: ["Retry-After": "1"])

  static let malformed = HTTPFailure(
    status: 400, code: "malformed_request", message: "this is not a request of HTTP/1.1")

  static let fieldsTooLong = HTTPFailure(
    status: 431, code: "fields_too_long", message: "the header fields are too long")

  /// A body or message did not come in time.
  package static let tooSlow = HTTPFailure(
    status: 408, code: "too_slow", message: "the body took too long to come")

  static func unsupportedMediaType(_ message: String) -> HTTPFailure {
    HTTPFailure(status: 415, code: "unsupported_media_type", message: message)
  }

  /// A body or message is longer than it may be.
  package static func tooLarge(_ maximumBytes: Int) -> HTTPFailure {
    HTTPFailure(
      status: 413, code: "too_large", message: "the body is longer than \(maximumBytes) bytes")
  }

  /// Why a prediction was not made.
  package init(_ error: InferenceError) {
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
      // Nobody reads the answer; the status, which is nginx's, is for the metrics.
      self.init(status: 499, code: "cancelled", message: "the client went away")
    case .failed(let reason):
      self.init(status: 500, code: "prediction_failed", message: reason)
    }
  }

  init(_ error: WireError) {
    self.init(status: 400, code: "invalid_request", message: error.message, path: error.path)
  }
}
