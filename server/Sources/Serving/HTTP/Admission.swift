/// What is known of a request from its head alone, before a byte of its body is kept.
struct Admission: Sendable {
  /// What the path asks for; nil where nothing is.
  var route: Route?
  /// Whose request it is, by the key that it shows; nil where none is asked for.
  var owner: String?
  /// Why the request is refused; its body is not kept then.
  var refusal: HTTPFailure?
}

extension ServiceHandler {
  /// Looks at the head of a request.
  ///
  /// - Parameters:
  ///   - route: what the path asks for.
  ///   - declaredLength: what `Content-Length` says of the body; nil where it does not.
  func admit(_ head: HTTPQuestion, at route: Route?, declaredLength: Int?) -> Admission {
    do throws(HTTPFailure) {
      guard let route, route.isProbe || !isProbeOnly else { throw .notFound }
      guard route.methods.contains(head.method) else {
        let allowed = route.methods.joined(separator: ", ")
        throw HTTPFailure(
          status: 405, code: "method_not_allowed", message: "the method must be \(allowed)",
          headers: ["Allow": allowed])
      }
      var owner: String?
      if route.isGuarded, let keys {
        owner = keys.owner(of: head.headers)
        if owner == nil { throw .unauthorized }
      }
      if route.isOrder { try checkOrder(head.headers) }
      if let declaredLength, declaredLength > limits.bodyBytes {
        throw .tooLarge(limits.bodyBytes)
      }
      if let encoding = head.headers.contentEncoding, encoding != "identity" {
        throw .unsupportedMediaType("the body must not be encoded, and is \(encoding)")
      }
      return Admission(route: route, owner: owner)
    } catch {
      return Admission(route: route, refusal: error)
    }
  }

  /// Refuses whoever may not load and unload models.
  ///
  /// Keys to predict do not do: whoever has one would take the service from all others.
  func checkOrder(_ headers: HTTPQuestion.Headers) throws(HTTPFailure) {
    guard let adminKeys else { throw .noOrders }
    guard adminKeys.owner(of: headers) != nil else { throw .unauthorized }
  }
}

extension HTTPFailure {
  fileprivate static let noOrders = HTTPFailure(
    status: 403, code: "forbidden",
    message: "models are loaded and unloaded on request only where ADMIN_KEYS_FILE is set")
}
