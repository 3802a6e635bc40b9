import CEL
import Kubernetes
import Synchronization
import YAML

/// The values of the variables that all expressions of a request share.
///
/// Made once for each version in which policies see the request.
struct RequestInput: Sendable {
  /// The variables with their values; `variables` is each policy's own, as is `params`, which is null
  /// here.
  let activation: Activation
  /// What came of the expressions that read nothing else; many policies have the same.
  private let evaluations = RequestEvaluations()

  init(
    _ request: AdmissionRequest, as mapping: RESTMapper.Mapping, namespaces: Namespaces,
    authorizer offline: OfflineAuthorizer
  ) {
    let target = AuthorizationRequest(
      group: request.resource.group, resource: request.resource.resource,
      subresource: request.subresource, namespace: request.namespace, name: request.name)
    var activation = Activation()
    activation.reserveCapacity(PolicyVariable.allCases.count)
    func bind(_ variable: PolicyVariable, _ value: Value) { activation[variable.rawValue] = value }
    bind(.object, Self.value(request.object, .object, as: mapping))
    bind(.oldObject, Self.value(request.oldObject, .oldObject, as: mapping))
    bind(.params, .null)
    // Few policies ask for these, and they are dear to make.
    activation.set(PolicyVariable.request.rawValue) {
      NodeValue(request.node(matchedAs: mapping), of: .request).value
    }
    activation.set(PolicyVariable.namespaceObject.rawValue) {
      Self.namespaceObject(of: request, namespaces)
    }
    bind(.authorizer, AuthorizerValue.authorizer(offline))
    bind(.requestResourceAuthorizer, AuthorizerValue.requestResource(target, offline))
    self.activation = activation
  }

  /// The evaluation of an expression that reads nothing but the request and its objects; made once.
  func evaluation(of program: Program) -> Evaluation {
    evaluations.evaluation(of: program, with: activation)
  }

  private static func value(
    _ node: Node?, _ variable: PolicyVariable, as mapping: RESTMapper.Mapping
  ) -> Value {
    guard let node else { return .null }
    return NodeValue(VersionConversion.convert(node, to: mapping.kind), of: variable).value
  }

  /// Null for an object of the cluster, and for a Namespace itself.
  private static func namespaceObject(
    of request: AdmissionRequest, _ namespaces: Namespaces
  ) -> Value {
    guard !request.namespace.isEmpty, request.resource != .namespaces else { return .null }
    guard let namespace = namespaces[request.namespace] else {
      return .error(
        EvaluationError(
          "namespace '\(request.namespace)' is not known", reason: .undecided))
    }
    return NodeValue(Namespaces.node(of: namespace), of: .namespaceObject).value
  }
}

/// What came of expressions for one request.
private final class RequestEvaluations: Sendable {
  private let known = Mutex<[(program: ObjectIdentifier, evaluation: Evaluation)]>([])

  func evaluation(of program: Program, with activation: Activation) -> Evaluation {
    let identity = program.identity
    if let known = known.withLock({ $0.first { $0.program == identity }?.evaluation }) {
      return known
    }
    let evaluation = program.evaluate(activation, costLimit: CostBudget.call)
    known.withLock { $0.append((identity, evaluation)) }
    return evaluation
  }
}
