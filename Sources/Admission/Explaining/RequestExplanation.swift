package import CEL
package import Diagnostics
import Kubernetes
import YAML

/// How one policy came to its verdict on one request through one binding.
package struct RequestExplanation: Sendable {
  /// The name of the binding by which the policy was asked.
  package var binding: String
  /// What the binding does with a failure.
  package var actions: [ValidatingAdmissionPolicyBinding.ValidationAction]
  /// Where the binding stands.
  package var place: Location?
  /// What came of asking.
  package var outcome: Outcome

  /// How asking a policy ended.
  package enum Outcome: Sendable {
    /// The binding is not for the request, or it cannot be known; with the reason.
    case notAsked(String)
    /// Asked once for each object of parameters.
    case evaluations([Evaluation])
  }

  /// The evaluation with one object of parameters.
  package struct Evaluation: Sendable {
    /// The object bound to `params`, and where it stands.
    package var params: Label?
    /// The match conditions and validations, in order.
    package var expressions: [Expression]
    /// The variables that were read, by name.
    package var variables: [(name: String, lines: [TraceLine])]
    /// What the validations that failed say.
    package var failures: [Failure]
    /// How the values may be shown.
    var secrecy: ValueSecrecy
  }

  /// One expression with the values of its parts.
  package struct Expression: Sendable {
    /// The field, as `spec.validations[0].expression`.
    package var field: String
    /// Where the expression stands.
    package var place: Location?
    /// The expression and its parts with their values.
    package var lines: [TraceLine]
  }
}

extension Engine {
  /// How the policy of that name comes to its verdict on a request, binding by binding.
  ///
  /// Empty where there is no such policy, or where it is not for the request.
  ///
  /// - Precondition: the request's objects are defaulted.
  package func explain(
    _ request: AdmissionRequest, by name: String
  ) -> [RequestExplanation] {
    guard let bound = policies.policies.first(where: { $0.policy.definition.name == name }) else {
      return []
    }
    var evaluation = RequestEvaluation(request: request, state: state, options: options)
    let objects = [request.object, request.oldObject].compactMap(\.self).map(KubernetesObject.init)
    let secrecy = ValueSecrecy(
      objects, hiding: objects.flatMap(hiddenFields),
      hidesValues: bound.policy.definition.hidesSource)
    return evaluation.explain(bound, secrecy)
  }
}

extension RequestEvaluation {
  fileprivate mutating func explain(
    _ bound: PolicySet.BoundPolicy, _ secrecy: ValueSecrecy
  ) -> [RequestExplanation] {
    guard case .match(let mapping) = bound.policy.definition.matchConstraints.match(attributes)
    else { return [] }
    return bound.bindings.map { binding in
      RequestExplanation(
        binding: binding.name, actions: binding.validationActions, place: binding.object.place,
        outcome: explain(bound.policy, through: binding, as: mapping, secrecy))
    }
  }

  private mutating func explain(
    _ policy: CompiledPolicy, through binding: ValidatingAdmissionPolicyBinding,
    as mapping: RESTMapper.Mapping, _ secrecy: ValueSecrecy
  ) -> RequestExplanation.Outcome {
    switch binding.matchResources?.match(attributes) {
    case .noMatch: return .notAsked("its selectors are not for this request")
    case .undecided:
      return .notAsked("the labels of namespace '\(request.namespace)' are not known")
    case .match, nil: break
    }
    do throws(ConfigurationError) {
      let evaluations = try evaluations(of: policy, through: binding, as: mapping)
      guard !evaluations.isEmpty else { return .notAsked("there is no object of parameters") }
      return .evaluations(evaluations.map { $0.explained(secrecy) })
    } catch {
      return .notAsked(error.message)
    }
  }
}

extension PolicyEvaluation {
  /// The evaluation with the values of every part of every expression.
  fileprivate func explained(_ secrecy: ValueSecrecy) -> RequestExplanation.Evaluation {
    var variables: [(name: String, lines: [TraceLine])] = []
    let conditions = policy.matchConditions.map {
      explained($0, hasNamespace: false, &variables)
    }
    let validations = policy.validations.map { explained($0, hasNamespace: true, &variables) }
    return RequestExplanation.Evaluation(
      params: params.map { Label($0.identity.description, at: $0.place) },
      expressions: conditions + validations, variables: variables,
      failures: run().failures.map(\.failure), secrecy: secrecy)
  }

  private func explained(
    _ expression: CompiledExpression, hasNamespace: Bool,
    _ variables: inout [(name: String, lines: [TraceLine])]
  ) -> RequestExplanation.Expression {
    let activation = activation(hasNamespace: hasNamespace, budget: CostBudget.validations)
    let trace = activation.trace(expression.program)
    let lines = trace.outline(of: expression.source.source)
    addVariables(named: lines, activation, to: &variables)
    return RequestExplanation.Expression(
      field: expression.source.path.description, place: expression.source.location, lines: lines)
  }

  /// Adds the variables that an expression read, each before those that it reads itself.
  private func addVariables(
    named lines: [TraceLine], _ activation: PolicyActivation,
    to variables: inout [(name: String, lines: [TraceLine])]
  ) {
    for name in policy.definition.variables.map(\.name) {
      let isRead = lines.contains { $0.value != nil && $0.text.names(variable: name) }
      guard isRead, !variables.contains(where: { $0.name == name }),
        let compiled = policy.variables[name]
      else { continue }
      let inner = activation.trace(compiled.program).outline(of: compiled.source.source)
      variables.append((name, inner))
      addVariables(named: inner, activation, to: &variables)
    }
  }
}

extension String {
  /// Whether the text has `variables.name` in it, as a whole word.
  fileprivate func names(variable name: String) -> Bool {
    var rest = self[...]
    while let found = rest.firstRange(of: "variables.\(name)") {
      rest = rest[found.upperBound...]
      guard let next = rest.first, next.isLetter || next.isNumber || next == "_" else {
        return true
      }
    }
    return false
  }
}
