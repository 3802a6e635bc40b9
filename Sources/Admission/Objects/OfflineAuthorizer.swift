import CEL

/// Answers authorization checks without a cluster to ask.
///
/// A server authorizes members of `system:masters` before it asks any authorizer, so for them the
/// answer is known; what is answered for every other user is the engine's option.
struct OfflineAuthorizer: Authorizing {
  let user: UserInfo
  let otherwise: Engine.Authorization

  func decide(
    _ request: AuthorizationRequest
  ) throws(EvaluationError) -> AuthorizationDecision {
    if user.isPrivileged, request.serviceAccount == nil {
      return AuthorizationDecision(isAllowed: true)
    }
    switch otherwise {
    case .allow: return AuthorizationDecision(isAllowed: true)
    case .noOpinion: return AuthorizationDecision(isAllowed: false)
    case .undecided:
      throw EvaluationError(
        "whether \(username(request)) is authorized to \(subject(request)) is not known",
        reason: .undecided)
    }
  }

  private func username(_ request: AuthorizationRequest) -> String {
    guard let account = request.serviceAccount else { return user.username }
    return "system:serviceaccount:\(account.namespace):\(account.name)"
  }

  /// What is asked, for people: `get secrets in namespace app`.
  private func subject(_ request: AuthorizationRequest) -> String {
    if let path = request.path { return "\(request.verb) \(path)" }
    let resource = [request.resource, request.subresource].filter { !$0.isEmpty }
      .joined(separator: "/")
    let group = request.group.isEmpty ? "" : ".\(request.group)"
    let place = request.namespace.isEmpty ? "" : " in namespace \(request.namespace)"
    return "\(request.verb) \(resource)\(group)\(place)"
  }
}
