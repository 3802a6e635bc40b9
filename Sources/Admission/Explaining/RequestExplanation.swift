package import CEL
package import Diagnostics
package import Kubernetes
import YAML

/// How one policy came to its verdict on one request through one binding.
package struct RequestExplanation: Sendable {
  /// The name of the binding by which the policy was asked.
  package var binding: String
  /// What the binding does with a failure; empty for one of a policy that mutates.
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
    /// The same for a policy that mutates, with what the binding makes it change.
    case mutation([Evaluation], JSONPatch)
  }

  /// The evaluation with one object of parameters.
  package struct Evaluation: Sendable {
    /// The object bound to `params`, and where it stands.
    package var params: Label?
    /// The match conditions and what comes after them, in order.
    package var expressions: [Expression]
    /// The variables that were read, by name.
    package var variables: [(name: String, lines: [TraceLine])]
    /// What failed.
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
    var outline = PolicyOutline(policy.conditions, named: policy.definition.variables)
    for condition in policy.matchConditions {
      outline.add(condition, activation(hasNamespace: false, budget: CostBudget.validations))
    }
    for validation in policy.validations {
      outline.add(validation, activation(budget: CostBudget.validations))
    }
    return RequestExplanation.Evaluation(
      params: params.map { Label($0.identity.description, at: $0.place) },
      expressions: outline.expressions, variables: outline.variables,
      failures: run().failures.map(\.failure), secrecy: secrecy)
  }
}
