import CEL

/// What somebody says that an authorizer answers, as a test states it.
package struct AuthorizationAnswer: Sendable {
  /// The user who is asked about; nil for any.
  package var user: String?
  /// `*` for any verb.
  package var verb: String
  /// The group of the resource; empty for the core group.
  package var group = ""
  /// The resource, as `secrets`; empty where ``path`` is asked for.
  package var resource = ""
  /// The part of the resource, as `status`.
  package var subresource = ""
  /// The namespace; nil for any.
  package var namespace: String?
  /// The name of the object; nil for any.
  package var name: String?
  /// A path that is no resource, as `/healthz`.
  package var path: String?
  /// What the authorizer answers.
  package var isAllowed: Bool

  package init(verb: String, isAllowed: Bool) {
    self.verb = verb
    self.isAllowed = isAllowed
  }

  /// Whether a question of a user is the one that is answered.
  func answers(_ request: AuthorizationRequest, by username: String) -> Bool {
    guard user == nil || user == username, verb == "*" || verb == request.verb else { return false }
    if let path { return request.path == path }
    return request.path == nil && group == request.group && resource == request.resource
      && subresource == request.subresource
      && (namespace == nil || namespace == request.namespace)
      && (name == nil || name == request.name)
  }
}
