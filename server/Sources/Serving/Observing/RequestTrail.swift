import Tracing

/// What the log and the spans call a request, however it came.
struct RequestTrail: Sendable {
  var identifier: String
  /// The span of the work for it; nil where it is in no trace.
  var span: OpenSpan?
  /// The pattern of its path, never what the client sent.
  var path: String
  var code: Code
  /// Whether it asks for no more than how the server is.
  var isProbe = false
  /// Whether it changes what others get: batch jobs, and what is served.
  var isKept = false

  /// What a client is told of the outcome.
  enum Code: Sendable {
    case http(Int)
    /// By its name, as `INVALID_ARGUMENT`.
    case grpc(String)
  }
}

extension RequestTrail {
  init(_ question: HTTPQuestion, at route: Route?, status: Int) {
    self.init(
      identifier: question.identifier, span: question.span, path: route?.pattern ?? "none",
      code: .http(status), isProbe: route.map { $0.isProbe || $0 == .serverReady } ?? false,
      isKept: route.map { $0.isJob || $0.isOrder } ?? false)
  }
}
