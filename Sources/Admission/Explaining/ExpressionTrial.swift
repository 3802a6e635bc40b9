import APIServer
package import CEL
import Diagnostics
package import Kubernetes
package import YAML

/// An expression on its own, evaluated as the API server would in a policy.
///
/// The variables are a policy's: `object`, `oldObject` and `params`, with `request`, `authorizer`
/// and `namespaceObject` as far as they follow from the object.
package struct ExpressionTrial: Sendable {
  private var environment: ExpressionEnvironment
  /// What expressions are checked by beforehand; nil where no kind was asked for.
  private var checker: ExpressionEnvironment?
  private var activation: Activation
  private let secrecy: ValueSecrecy

  /// What an expression came to.
  package struct Outcome {
    /// Every sub-expression with what it came to.
    package let trace: Trace
    /// The type that the compiler gives the expression.
    package let type: CELType
    /// The least and the most that an evaluation may cost, by what is declared.
    package let estimatedCost: CostEstimate
    /// The expression and its parts with their values.
    package let lines: [TraceLine]
    /// How the values may be shown.
    let secrecy: ValueSecrecy

    /// What the whole expression came to.
    package var value: Value { trace.evaluation.value }
    /// What the evaluation cost, in the server's units.
    package var cost: UInt64 { trace.evaluation.cost }
  }

  /// What an expression may read beside the object.
  package struct Surroundings: Sendable {
    /// The value of `oldObject`.
    package var oldObject: Node?
    /// The value of `params`.
    package var params: Node?
    /// The object's Namespace; nil where nothing is known of it.
    package var namespace: KubernetesObject?
    /// Who makes the request.
    package var user = UserInfo.administrator
    /// The values of `variables`, by their names.
    package var variables: Node?
    /// A policy whose variables there are.
    package var policy: KubernetesObject?
    /// The kind by whose schema `object` is checked, as a server checks policies for it.
    package var kind: GroupVersionKind?

    package init() {}
  }

  /// What the surroundings lack.
  package struct Malformed: Error {
    /// One sentence, lower case, no full stop.
    package let message: String
  }

  /// - Parameter object: the value of `object`; an object that has a kind is defaulted as the server
  ///   does it before policies see it.
  /// - Throws: where the policy does not load, or no schema is known for the kind.
  package init(
    object: Node? = nil, in surroundings: Surroundings = Surroundings()
  ) throws(Malformed) {
    let (oldObject, params) = (surroundings.oldObject, surroundings.params)
    secrecy = ValueSecrecy(
      [object, oldObject, params].compactMap(\.self).map(KubernetesObject.init))
    activation = Self.activation(object, surroundings)
    activation[PolicyVariable.params.rawValue] = Self.value(params, .params)
    var types = PolicyTypes()
    environment = .policies(
      ExpressionRules.Scope(hasParams: true, hasVariables: true), hasAuthorizer: true)
    if let policy = try surroundings.compiledPolicy {
      for variable in policy.definition.variables {
        types.declare(
          variable.name, as: policy.conditions.variable(named: variable.name)?.program.outputType)
      }
      activation[PolicyVariable.variables.rawValue] = .host(
        LazyVariables(policy.conditions, activation))
    } else if let variables = surroundings.variables {
      for name in variables.mapping?.names ?? [] { types.declare(name, as: .dyn) }
      activation[PolicyVariable.variables.rawValue] = Self.value(variables, .variables)
    }
    if let kind = surroundings.kind {
      let schemas = SchemaTypes()
      guard let type = schemas.add(kind) else {
        throw Malformed(message: "no schema is known for \(kind)")
      }
      types.schemas = schemas
      checker = environment.resolving(types).declaring([
        PolicyVariable.object.rawValue: type, PolicyVariable.oldObject.rawValue: type,
      ])
    }
    environment = environment.resolving(types)
  }

  /// The variables that follow from the object and from who asks.
  private static func activation(_ object: Node?, _ surroundings: Surroundings) -> Activation {
    let oldObject = surroundings.oldObject
    let subject = KubernetesObject(object ?? oldObject ?? Node(Mapping()))
    guard !subject.kind.isEmpty else {
      var activation = Activation()
      activation[PolicyVariable.object.rawValue] = value(object, .object)
      activation[PolicyVariable.oldObject.rawValue] = value(oldObject, .oldObject)
      return activation
    }
    let operation: AdmissionRequest.Operation =
      oldObject == nil ? .create : object == nil ? .delete : .update
    var request = AdmissionRequest(
      operation, object: object, oldObject: oldObject, mapper: .standard)
    if let namespace = surroundings.namespace, subject.namespace.isEmpty,
      !request.namespace.isEmpty
    {
      request.namespace = namespace.name
    }
    request.userInfo = surroundings.user
    request = request.placed.defaulted()
    let mapping = RESTMapper.Mapping(
      resource: request.resource, kind: request.kind, isNamespaced: !request.namespace.isEmpty)
    return RequestInput(
      request, as: mapping,
      namespaces: Namespaces([surroundings.namespace].compactMap(\.self)),
      authorizer: OfflineAuthorizer(
        user: request.userInfo, options: Engine.Options(), grants: RoleGrants([]))
    ).activation
  }

  private static func value(_ node: Node?, _ variable: PolicyVariable) -> Value {
    node.map { NodeValue($0, of: variable).value } ?? .null
  }

  /// Compiles an expression and evaluates it.
  package func run(_ source: String) -> Result<Outcome, CompileErrors> {
    if let checker, case .failure(let errors) = checker.check(checker.parse(source)) {
      return .failure(errors)
    }
    return environment.compile(source).map { program in
      let trace = program.trace(activation)
      return Outcome(
        trace: trace, type: program.outputType, estimatedCost: program.estimatedCost,
        lines: trace.outline(of: source), secrecy: secrecy)
    }
  }
}

extension ExpressionTrial.Surroundings {
  /// The policy, compiled.
  fileprivate var compiledPolicy: CompiledPolicy? {
    get throws(ExpressionTrial.Malformed) {
      guard let policy else { return nil }
      let loaded = PolicySet.load([policy], facts: nil)
      guard let found = loaded.policies.policies.first else {
        let reason = loaded.diagnostics.first?.message ?? "it is no ValidatingAdmissionPolicy"
        throw ExpressionTrial.Malformed(message: "the policy cannot be used: \(reason)")
      }
      return found.policy
    }
  }
}
