import CEL

/// Answers authorization checks without a cluster to ask.
///
/// What a test states counts first. A server authorizes members of `system:masters` before it asks
/// any authorizer, and Roles and bindings that are at hand allow what they allow; what is answered
/// beyond that is the engine's option.
struct OfflineAuthorizer: Authorizing {
  let user: UserInfo
  let options: Engine.Options
  let grants: RoleGrants

  func decide(
    _ request: AuthorizationRequest
  ) throws(EvaluationError) -> AuthorizationDecision {
    let asker = asker(of: request)
    if let answer = options.statedAnswers.first(where: { $0.answers(request, by: asker.username) })
    {
      return AuthorizationDecision(isAllowed: answer.isAllowed)
    }
    if asker.isPrivileged { return AuthorizationDecision(isAllowed: true) }
    let answer = grants.answer(
      request, by: RoleGrants.Asker(name: asker.username, groups: asker.groups))
    switch (answer, options.authorization) {
    case (.allowed, _), (_, .allow): return AuthorizationDecision(isAllowed: true)
    case (.noOpinion, .noOpinion): return AuthorizationDecision(isAllowed: false)
    case (.unknown, _), (_, .undecided):
      throw EvaluationError(
        "whether \(asker.username) is authorized to \(subject(request)) is not known",
        reason: .undecided)
    }
  }

  private func asker(of request: AuthorizationRequest) -> UserInfo {
    guard let account = request.serviceAccount else { return user }
    return .serviceAccount(account.name, in: account.namespace)
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
