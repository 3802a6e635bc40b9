import NIOHTTP1

/// The head of a request as a connection needs it: the question without its body, and what HTTP
/// itself asks for.
struct RequestHead {
  var question: HTTPQuestion
  /// What `Content-Length` says of the body.
  var declaredLength: Int?
  /// Whether the client waits to be told before it sends the body.
  var expectsContinue = false
  /// Whether the client may send another request on the connection.
  var keepsAlive: Bool
  /// Whether the client is of HTTP/1.0, and is told where the connection stays.
  var isOld: Bool
  /// What makes this no request of HTTP/1.1; the connection is of no use after it.
  var fault: HTTPFailure?

  init(
    _ head: HTTPRequestHead, start: ContinuousClock.Instant,
    identifiers: inout RequestIdentifiers
  ) {
    isOld = head.version != .http1_1
    keepsAlive = head.isKeepAlive
    var headers = HTTPQuestion.Headers()
    var fault: HTTPFailure?
    var hosts = 0
    // One pass: each lookup by name would be one of its own.
    for (name, value) in head.headers {
      switch name.utf8.count {
      case 4 where name.isField("host"): hosts += 1
      case 6 where name.isField("accept"): headers.accept = value
      case 6 where name.isField("expect"):
        // RFC 9110, 10.1.1: not from a client of HTTP/1.0.
        expectsContinue = !isOld && value.isField("100-continue")
      case 9 where name.isField("x-api-key"): headers.apiKey = value
      case 11 where name.isField("traceparent"): headers.traceparent = value
      case 12 where name.isField("content-type"): headers.contentType = value
      case 12 where name.isField("x-request-id"): headers.requestIdentifier = value
      case 13 where name.isField("authorization"): headers.authorization = value
      case 14 where name.isField("content-length"): declaredLength = Int(value)
      case 15 where name.isField("idempotency-key"): headers.idempotencyKey = value
      case 16 where name.isField("content-encoding"):
        headers.contentEncoding = value.lowercased()
      case 17 where name.isField("transfer-encoding"):
        fault = Self.fault(ofCoding: value, isOld: isOld)
      case 31 where name.isField("inference-header-content-length"):
        headers.inferenceHeaderLength = value
      default: break
      }
    }
    // RFC 9112, 3.2.
    if hosts > 1 || hosts == 0 && !isOld { fault = .malformed }
    self.fault = fault
    question = HTTPQuestion(
      method: head.method.rawValue, path: Self.path(of: head.uri), headers: headers, start: start,
      identifier: identifiers.accepting(headers.requestIdentifier))
  }

  /// RFC 9112, 6.1: a server that does not know a coding says so, and one of HTTP/1.0 knows none.
  private static func fault(ofCoding value: String, isOld: Bool) -> HTTPFailure? {
    if isOld { return .malformed }
    if value.isField("chunked") { return nil }
    return HTTPFailure(
      status: 501, code: "not_implemented", message: "the only transfer coding is chunked")
  }

  /// The path of a request's target, without the query, and without the server's name where a proxy
  /// is asked by an absolute address.
  static func path(of target: String) -> String {
    let isPath = target.utf8.withContiguousStorageIfAvailable { bytes in
      bytes.first == UInt8(ascii: "/")
        && bytes.allSatisfy { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "%") }
    }
    if isPath == true { return target }
    var path = target[...]
    if path.utf8.first != UInt8(ascii: "/"), let scheme = path.firstRange(of: "://") {
      path = path[scheme.upperBound...]
      path = path[(path.firstIndex(of: "/") ?? path.endIndex)...]
    }
    if let query = path.utf8.firstIndex(of: UInt8(ascii: "?")) { path = path[..<query] }
    return path.utf8.contains(UInt8(ascii: "%")) ? decoded(path) : String(path)
  }

  /// RFC 3986, 6.2.2.2: a letter, digit, `-`, `.`, `_` or `~` that was encoded is the same as one
  /// that was not.
  ///
  /// All else stays as it was sent.
  private static func decoded(_ path: Substring) -> String {
    var result = ""
    var rest = path
    while let first = rest.first {
      let code = rest.dropFirst().prefix(2)
      if first == "%", code.utf8.count == 2, let byte = UInt8(code, radix: 16),
        isUnreserved(byte)
      {
        result.unicodeScalars.append(Unicode.Scalar(byte))
        rest = rest.dropFirst(3)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}

extension String {
  /// Whether these are the same letters, whatever their case.
  ///
  /// - Parameter name: in lower case.
  fileprivate func isField(_ name: StaticString) -> Bool {
    guard utf8.count == name.utf8CodeUnitCount else { return false }
    var place = name.utf8Start
    for byte in utf8 {
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      guard lower == place.pointee else { return false }
      place += 1
    }
    return true
  }
}
