import JSONText

/// A request as the handlers take it, whole.
package struct HTTPQuestion: Sendable {
  package var method: String
  /// The path without its query, as it was sent.
  package var path: String
  package var headers: Headers
  package var body: [UInt8]
  /// What is wrong with the body as it came; it is left out then.
  package var bodyFault: BodyFault?

  /// Why a body was not read.
  package enum BodyFault: Sendable {
    case tooLong, tooSlow
  }

  /// The header fields that are read.
  package struct Headers: Sendable {
    package var contentType: String?
    package var contentEncoding: String?
    package var requestIdentifier: String?
    package var authorization: String?
    package var apiKey: String?
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
  package var status: Int
  package var headers: [String: String]
  package var body: [UInt8]

  static func json(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> HTTPAnswer {
    HTTPAnswer(
      status: status, headers: ["Content-Type": "application/json"], body: JSONWriter.text(write))
  }
}
