import JSONText

/// A request as the handlers take it, whole.
package struct HTTPQuestion: Sendable {
  /// In upper case, as it was sent.
  package var method: String
  /// The path without its query, as it was sent.
  package var path: String
  /// The fields that any handler looks at.
  package var headers: Headers
  /// The whole body; empty where there is none, or where ``bodyFault`` says why.
  package var body: [UInt8]
  /// What is wrong with the body as it came; it is left out then.
  package var bodyFault: BodyFault?

  /// Why a body was not read.
  package enum BodyFault: Sendable {
    case tooLong, tooSlow
  }

  /// The header fields that are read.
  package struct Headers: Sendable {
    /// `Content-Type`.
    package var contentType: String?
    /// `Content-Encoding` in lower case; anything but `identity` is refused.
    package var contentEncoding: String?
    /// `X-Request-Id`, as the client chose it.
    package var requestIdentifier: String?
    /// `Authorization`.
    package var authorization: String?
    /// `X-API-Key`.
    package var apiKey: String?
    /// `Idempotency-Key`, which becomes the identifier of a job.
    package var idempotencyKey: String?
    /// The length of the JSON before binary tensors.
    package var inferenceHeaderLength: String?

    package init() {}
  }

  package init(
    method: String, path: String, headers: Headers = Headers(), body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }

  /// The media type in lower case, without its parameters.
  var mediaType: String? {
    guard let type = headers.contentType else { return nil }
    if type == "application/json" { return type }
    return type.prefix { $0 != ";" && $0 != " " }.lowercased()
  }
}

/// A response as the handlers give it, whole.
package struct HTTPAnswer: Sendable, Equatable {
  /// The status code.
  package var status: Int
  /// The fields beside `Content-Length`, by their names.
  package var headers: [String: String]
  /// The whole body; it is left out where the request was HEAD.
  package var body: [UInt8]

  static func json(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> HTTPAnswer {
    HTTPAnswer(
      status: status, headers: ["Content-Type": "application/json"], body: JSONWriter.text(write))
  }
}
