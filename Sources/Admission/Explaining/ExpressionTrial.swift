package import CEL
package import Kubernetes
package import YAML

/// An expression on its own, evaluated as the API server would in a policy.
///
/// The variables are a policy's: `object`, `oldObject` and `params`, with `request`, `authorizer`
/// and `namespaceObject` as far as they follow from the object.
package struct ExpressionTrial: Sendable {
  private let environment = ExpressionEnvironment.policies(hasParams: true, hasAuthorizer: true)
    .resolving(PolicyTypes())
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

  /// - Parameters:
  ///   - object: the value of `object`; an object that has a kind is defaulted as the server does it
  ///     before policies see it.
  ///   - namespaces: the Namespace objects that are known.
  package init(
    object: Node? = nil, oldObject: Node? = nil, params: Node? = nil,
    namespaces: [KubernetesObject] = []
  ) {
    secrecy = ValueSecrecy(
      [object, oldObject, params].compactMap(\.self).map(KubernetesObject.init))
    activation = Activation()
    activation[PolicyVariable.object.rawValue] = Self.value(object, .object)
    activation[PolicyVariable.oldObject.rawValue] = Self.value(oldObject, .oldObject)
    let subject = KubernetesObject(object ?? oldObject ?? Node(Mapping()))
    defer { activation[PolicyVariable.params.rawValue] = Self.value(params, .params) }
    guard !subject.kind.isEmpty else { return }
    let operation: AdmissionRequest.Operation =
      oldObject == nil ? .create : object == nil ? .delete : .update
    let request = AdmissionRequest(
      operation, object: object, oldObject: oldObject, mapper: .standard
    ).defaulted()
    let mapping = RESTMapper.Mapping(
      resource: request.resource, kind: request.kind, isNamespaced: !request.namespace.isEmpty)
    activation =
      RequestInput(
        request, as: mapping, namespaces: Namespaces(namespaces), authorization: .undecided
      ).activation
  }

  private static func value(_ node: Node?, _ variable: PolicyVariable) -> Value {
    node.map { NodeValue($0, of: variable).value } ?? .null
  }

  /// Compiles an expression and evaluates it.
  package func run(_ source: String) -> Result<Outcome, CompileErrors> {
    environment.compile(source).map { program in
      let trace = program.trace(activation)
      return Outcome(
        trace: trace, type: program.outputType, estimatedCost: program.estimatedCost,
        lines: trace.outline(of: source), secrecy: secrecy)
    }
  }
}
