package import APIServer
import Diagnostics
import Kubernetes
import YAML

extension Engine {
  /// How the mutating policy of that name changes a request's object, binding by binding, after the
  /// policies that are asked before it.
  ///
  /// Empty where there is no such policy, or where it is not for the request.
  ///
  /// - Parameter submission: the request's object as the server reads it.
  package func explain(
    _ request: AdmissionRequest, _ submission: Submission, byMutating name: String,
    _ validator: Validator
  ) -> [RequestExplanation] {
    guard let index = policies.mutations.firstIndex(where: { $0.policy.definition.name == name })
    else { return [] }
    let bound = policies.mutations[index]
    var explainer = MutationExplainer(
      engine: self, validator: validator, request: request, submission: submission)
    explainer.submission = explainer.outcome(of: Array(policies.mutations[..<index])).submission
    return explainer.explanations(of: bound)
  }

  /// Whether a policy of that name mutates.
  package func mutates(byPolicy name: String) -> Bool {
    policies.mutations.contains { $0.policy.definition.name == name }
  }
}

/// Explains what one policy makes of one object.
private struct MutationExplainer {
  let engine: Engine
  let validator: Validator
  let request: AdmissionRequest
  /// The object as the policy finds it.
  var submission: Submission

  /// What policies make of the object.
  func outcome(of policies: [PolicySet.BoundMutation]) -> MutationOutcome {
    var request = request
    request.object = submission.form
    var mutation = RequestMutation(
      request, submission, policies: policies, state: engine.state, options: engine.options,
      validator: validator)
    mutation.run()
    return mutation.outcome
  }

  func explanations(of bound: PolicySet.BoundMutation) -> [RequestExplanation] {
    var request = request
    request.object = submission.form
    let attributes = RequestAttributes(request: request, state: engine.state)
    guard
      case .match(let mapping) = bound.policy.definition.matchConstraints.match(attributes)
    else { return [] }
    return bound.bindings.map { binding in
      RequestExplanation(
        binding: binding.name, actions: [], place: binding.object.place,
        outcome: outcome(of: bound.policy, through: binding, request, mapping, attributes))
    }
  }

  private func outcome(
    of policy: CompiledMutatingPolicy, through binding: MutatingAdmissionPolicyBinding,
    _ request: AdmissionRequest, _ mapping: RESTMapper.Mapping, _ attributes: RequestAttributes
  ) -> RequestExplanation.Outcome {
    switch binding.matchResources?.match(attributes) {
    case .noMatch: return .notAsked("its selectors are not for this request")
    case .undecided:
      return .notAsked("the labels of namespace '\(request.namespace)' are not known")
    case .match, nil: break
    }
    let parameters: [KubernetesObject?]
    do throws(ConfigurationError) {
      parameters = try binding.parameters(
        for: policy.definition, requestNamespace: request.namespace, state: engine.state)
    } catch {
      return .notAsked(error.message)
    }
    guard !parameters.isEmpty else { return .notAsked("there is no object of parameters") }
    let outcome = outcome(of: [PolicySet.BoundMutation(policy: policy, bindings: [binding])])
    let form = submission.form ?? .null()
    let patch = JSONPatch(from: form, to: outcome.submission.form ?? form, of: form)
    var evaluations = parameters.map { evaluation(of: policy, $0, request, mapping) }
    evaluations[0].failures = outcome.failures
    return .mutation(evaluations, patch)
  }

  private func evaluation(
    of policy: CompiledMutatingPolicy, _ params: KubernetesObject?, _ request: AdmissionRequest,
    _ mapping: RESTMapper.Mapping
  ) -> RequestExplanation.Evaluation {
    let input = RequestInput(
      request, as: mapping, namespaces: engine.state.namespaces,
      authorizer: OfflineAuthorizer(
        user: request.userInfo, options: engine.options, grants: engine.state.grants))
    func activation(hasNamespace: Bool) -> PolicyActivation {
      PolicyActivation(
        policy.conditions, input: input, params: params, hasNamespace: hasNamespace,
        hasAuthorizer: true, budget: CostBudget.validations)
    }
    var outline = PolicyOutline(policy.conditions, named: policy.definition.variables)
    for condition in policy.conditions.matchConditions {
      outline.add(condition, activation(hasNamespace: false))
    }
    for mutation in policy.mutations { outline.add(mutation, activation(hasNamespace: true)) }
    let objects = [request.object, request.oldObject].compactMap(\.self).map(KubernetesObject.init)
    return RequestExplanation.Evaluation(
      params: params.map { Label($0.identity.description, at: $0.place) },
      expressions: outline.expressions, variables: outline.variables, failures: [],
      secrecy: ValueSecrecy(
        objects, hiding: objects.flatMap(engine.hiddenFields),
        hidesValues: policy.definition.hidesSource))
  }
}
