import CEL

/// What `authorizer` and the values built from it stand for, without a cluster to ask.
///
/// A server authorizes members of `system:masters` before it asks any authorizer, so for them the
/// answer is known; what is answered for every other user is the engine's option.
final class OfflineAuthorizer: OpaqueValue {
  let type: ValueType
  /// Who is asked about.
  let user: String
  let isPrivileged: Bool
  let otherwise: Engine.Authorization
  /// What is asked, as far as it is said: `deployments.apps`.
  let subject: [String]

  convenience init(user: UserInfo, otherwise: Engine.Authorization) {
    self.init(
      AuthorizationTypes.authorizer, user: user.username, isPrivileged: user.isPrivileged,
      otherwise: otherwise, subject: [])
  }

  private init(
    _ type: ValueType, user: String, isPrivileged: Bool, otherwise: Engine.Authorization,
    subject: [String]
  ) {
    self.type = type
    self.user = user
    self.isPrivileged = isPrivileged
    self.otherwise = otherwise
    self.subject = subject
  }

  var text: String { type.name }

  func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let value) = other else { return nil }
    return value === self
  }

  /// The value of `authorizer.requestResource`.
  var resourceCheck: OfflineAuthorizer { adding("the request's resource", AuthorizationTypes.resource) }

  /// The same question with one word more.
  func adding(_ word: String, _ type: ValueType) -> OfflineAuthorizer {
    OfflineAuthorizer(
      type, user: user, isPrivileged: isPrivileged, otherwise: otherwise,
      subject: word.isEmpty ? subject : subject + [word])
  }

  /// Asks about another user, who is a service account.
  func asking(about account: ServiceAccountName) -> OfflineAuthorizer {
    OfflineAuthorizer(
      AuthorizationTypes.authorizer, user: account.username, isPrivileged: false,
      otherwise: otherwise, subject: [])
  }

  /// The answer to the question.
  func decision(verb: String) -> Value {
    if isPrivileged || otherwise == .allow { return .opaque(AuthorizationDecision(true)) }
    if otherwise == .noOpinion { return .opaque(AuthorizationDecision(false)) }
    let question = ([verb] + subject).joined(separator: " ")
    return .error(
      EvaluationError(
        "whether \(user) is authorized to \(question) is not known", reason: .undecided))
  }
}

/// An answer of an authorizer.
final class AuthorizationDecision: OpaqueValue {
  let isAllowed: Bool

  init(_ isAllowed: Bool) { self.isAllowed = isAllowed }

  var type: ValueType { AuthorizationTypes.decision }
  var text: String { type.name }

  func isEqual(to other: Value) -> Bool? {
    guard case .opaque(let value) = other else { return nil }
    return value === self
  }
}
