/// What answers whether a user may do something; the host supplies it.
package protocol Authorizing: Sendable {
  /// Decides about a request; see ``AuthorizationRequest``.
  ///
  /// - Throws: an error of reason `undecided` where the host cannot know.
  func decide(_ request: AuthorizationRequest) throws(EvaluationError) -> AuthorizationDecision
}

/// What a user wants to do.
package struct AuthorizationRequest: Hashable, Sendable {
  /// Namespace and name when the question is about a service account, else nil for the user.
  package var serviceAccount: ServiceAccount?
  /// What shall be done: `get`, `create`.
  package var verb = ""
  /// The path of a request for no resource.
  package var path: String?
  /// The API group of the resource; empty for the core.
  package var group = ""
  /// The plural name, as `deployments`.
  package var resource = ""
  /// The part of the resource, as `status`; empty for the whole.
  package var subresource = ""
  /// Where it is; empty for all namespaces, and for what is in none.
  package var namespace = ""
  /// Which one; empty for all.
  package var name = ""
  /// The objects that a list or watch is held to, by their fields, as it was given.
  package var fieldSelector = ""
  /// The objects that a list or watch is held to, by their labels, as it was given.
  package var labelSelector = ""

  /// The account that a workload runs as.
  package struct ServiceAccount: Hashable, Sendable {
    /// The namespace of the account.
    package let namespace: String
    /// Its name there.
    package let name: String
  }

  package init() {}

  /// A request for one object, as `authorizer.requestResource` begins with.
  package init(
    group: String, resource: String, subresource: String = "", namespace: String = "",
    name: String = ""
  ) {
    self.group = group
    self.resource = resource
    self.subresource = subresource
    self.namespace = namespace
    self.name = name
  }
}

/// Whether a user may do something, and why.
package struct AuthorizationDecision: Hashable, Sendable {
  /// Whether it is allowed; false where it could not be decided.
  package let isAllowed: Bool
  /// The authorizer's sentence; empty where it gives none.
  package let reason: String
  /// Why it could not be decided.
  package let error: String?

  package init(isAllowed: Bool, reason: String = "", error: String? = nil) {
    self.isAllowed = isAllowed
    self.reason = reason
    self.error = error
  }
}

/// An authorizer, or a question that is being put together, as a value of the language.
package final class AuthorizerValue: Sendable {
  enum Stage: Sendable {
    case authorizer
    case path
    case group
    case resource
    case decision(AuthorizationDecision)
  }

  let stage: Stage
  let request: AuthorizationRequest
  private let provider: any Authorizing

  init(_ stage: Stage, _ request: AuthorizationRequest, _ provider: any Authorizing) {
    self.stage = stage
    self.request = request
    self.provider = provider
  }

  /// The variable `authorizer`.
  package static func authorizer(_ provider: any Authorizing) -> Value {
    .opaque(AuthorizerValue(.authorizer, AuthorizationRequest(), provider))
  }

  /// The variable `authorizer.requestResource`.
  package static func requestResource(
    _ request: AuthorizationRequest, _ provider: any Authorizing
  ) -> Value {
    .opaque(AuthorizerValue(.resource, request, provider))
  }

  /// The type of the variable `authorizer`.
  package static let declaredType = CELType.object("kubernetes.authorization.Authorizer")
  /// The type of the variable `authorizer.requestResource`.
  package static let resourceCheckType = CELType.object("kubernetes.authorization.ResourceCheck")
  static let pathCheckType = CELType.object("kubernetes.authorization.PathCheck")
  static let groupCheckType = CELType.object("kubernetes.authorization.GroupCheck")
  static let decisionType = CELType.object("kubernetes.authorization.Decision")

  /// The value with a question that says more.
  func asking(_ stage: Stage, _ change: (inout AuthorizationRequest) -> Void) -> Value {
    var request = request
    change(&request)
    return .opaque(AuthorizerValue(stage, request, provider))
  }

  func decide(_ verb: String) -> Value {
    var request = request
    request.verb = verb
    do throws(EvaluationError) {
      let decision = try provider.decide(request)
      return .opaque(AuthorizerValue(.decision(decision), request, provider))
    } catch {
      return .error(error)
    }
  }
}

extension AuthorizerValue: OpaqueValue {
  package var type: CELType {
    switch stage {
    case .authorizer: AuthorizerValue.declaredType
    case .path: AuthorizerValue.pathCheckType
    case .group: AuthorizerValue.groupCheckType
    case .resource: AuthorizerValue.resourceCheckType
    case .decision: AuthorizerValue.decisionType
    }
  }
  package var text: String { type.name }
  package func isEqual(to other: Value) -> Bool? { nil }
}
