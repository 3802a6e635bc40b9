import JSONText
package import Tracing

/// A request as the handlers take it: its head, and its body once that is whole.
package struct HTTPQuestion: Sendable {
  /// In upper case, as it was sent.
  package var method: String
  /// The path without its query, as it was sent.
  package var path: String
  /// The fields that any handler looks at.
  package var headers: Headers
  /// The whole body; empty where there is none.
  package var body: [UInt8]
  /// When its first byte came, or is taken to have come.
  package var start: ContinuousClock.Instant
  /// What the request is called in its answer and in the logs.
  package var identifier: String

  /// The span of the work for it; nil where it is in no trace.
  package var span: OpenSpan?

  /// The header fields that are read.
  package struct Headers: Sendable {
    /// `Accept`.
    package var accept: String?
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
    /// `traceparent`: the span that asks, of W3C's Trace Context.
    package var traceparent: String?
    /// The length of the JSON before binary tensors.
    package var inferenceHeaderLength: String?

    package init() {}
  }

  /// - Parameter identifier: nil to take the client's name for the request, or a new one.
  package init(
    method: String, path: String, headers: Headers = Headers(), body: [UInt8] = [],
    start: ContinuousClock.Instant = .now, identifier: String? = nil
  ) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
    self.start = start
    if let identifier {
      self.identifier = identifier
    } else {
      var new = RequestIdentifiers()
      self.identifier = new.accepting(headers.requestIdentifier)
    }
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
  /// The fields beside those that the connection writes itself.
  package var headers: HTTPAnswerFields
  /// The whole body; it is left out where the request was HEAD.
  package var body: [UInt8]

  static func json(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> HTTPAnswer {
    HTTPAnswer(
      status: status, headers: ["Content-Type": "application/json"], body: JSONWriter.text(write))
  }
}

/// The few fields of an answer, each name at most once, in the order in which they were set.
package struct HTTPAnswerFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// Names and values, as they are written.
  package private(set) var pairs: [(name: String, value: String)] = []

  package init(dictionaryLiteral elements: (String, String)...) {
    pairs = elements.map { (name: $0.0, value: $0.1) }
  }

  /// The value of a name as it is spelled here.
  package subscript(_ name: String) -> String? {
    get { pairs.first { $0.name == name }?.value }
    set {
      pairs.removeAll { $0.name == name }
      if let newValue { pairs.append((name, newValue)) }
    }
  }

  /// Whether both have the same names and values in the same order.
  package static func == (one: Self, other: Self) -> Bool {
    one.pairs.elementsEqual(other.pairs) { $0 == $1 }
  }
}
