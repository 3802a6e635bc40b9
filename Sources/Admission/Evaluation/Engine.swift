import Diagnostics
import Kubernetes
import YAML

/// Answers requests as the API server's ValidatingAdmissionPolicy plugin does.
///
/// A value without state: one engine may answer on several tasks at once.
package struct Engine: Sendable {
  /// The policies that are asked.
  package var policies: PolicySet
  /// What they ask about besides the request.
  package var state: ClusterState
  /// What may be switched for tests.
  package var options: Options

  /// How to answer what only a running cluster knows.
  package struct Options: Sendable {
    /// What authorization checks say of a user who is not in `system:masters`.
    package var authorization: Authorization = .undecided
    /// What authorizers are said to answer, before anything else is asked.
    package var statedAnswers: [AuthorizationAnswer] = []
    /// Whether failures name the fields that decided, for which they are evaluated once more.
    package var explainsFailures = true

    package init() {}
  }

  /// An answer to authorization checks without an authorizer to ask.
  package enum Authorization: String, Sendable, CaseIterable {
    /// The check's outcome is not known, and so is what follows from it.
    case undecided
    /// As if no authorizer had an opinion: nothing is allowed.
    case noOpinion
    /// As if every check were allowed.
    case allow
  }

  package init(policies: PolicySet, state: ClusterState, options: Options = Options()) {
    self.policies = policies
    self.state = state
    self.options = options
  }

  /// Asks every policy that is for the request.
  ///
  /// - Precondition: the request's objects are defaulted, as the server does it before policies.
  package func evaluate(_ request: AdmissionRequest) -> Verdict {
    guard !request.isExempt else { return Verdict(request: request) }
    var evaluation = RequestEvaluation(request: request, state: state, options: options)
    for place in policies.index.policies(for: request.resource.resource) {
      let bound = policies.policies[place]
      if !bound.bindings.isEmpty { evaluation.ask(bound) }
    }
    return evaluation.verdict
  }
}

/// The evaluation of all policies for one request.
struct RequestEvaluation {
  let request: AdmissionRequest
  let attributes: RequestAttributes
  private let state: ClusterState
  private let options: Engine.Options
  private(set) var verdict: Verdict
  /// By the kinds that policies see; mostly one.
  private var inputs: [(kind: GroupVersionKind, input: RequestInput)] = []

  init(request: AdmissionRequest, state: ClusterState, options: Engine.Options) {
    self.request = request.named
    self.state = state
    self.options = options
    attributes = RequestAttributes(request: self.request, state: state)
    verdict = Verdict(request: request)
  }

  /// Asks one policy through each of its bindings.
  mutating func ask(_ bound: PolicySet.BoundPolicy) {
    let policy = bound.policy
    let mapping: RESTMapper.Mapping
    switch policy.definition.matchConstraints.match(attributes) {
    case .noMatch: return
    case .undecided:
      for binding in bound.bindings where !binding.excludes(attributes) {
        addUnknownNamespace(policy.definition, binding)
      }
      return
    case .match(let found): mapping = found
    }
    if let error = parameterKindError(of: policy.definition) {
      addConfigurationError(error, policy.definition, binding: nil)
      return
    }
    var annotations = AnnotationCollector(policy: policy.definition.name)
    for binding in bound.bindings {
      ask(policy, through: binding, as: mapping, &annotations)
    }
    verdict.auditAnnotations += annotations.published
  }

  private mutating func ask(
    _ policy: CompiledPolicy, through binding: ValidatingAdmissionPolicyBinding,
    as mapping: RESTMapper.Mapping, _ annotations: inout AnnotationCollector
  ) {
    switch binding.matchResources?.match(attributes) {
    case .noMatch: return
    case .undecided:
      addUnknownNamespace(policy.definition, binding)
      return
    case .match, nil: break
    }
    verdict.matches.append(
      Verdict.Match(policy: policy.definition.name, binding: binding.name))
    do throws(ConfigurationError) {
      for evaluation in try evaluations(of: policy, through: binding, as: mapping) {
        verdict.add(evaluation.run(), &annotations)
      }
    } catch {
      addConfigurationError(error, policy.definition, binding: binding)
    }
  }

  /// The evaluations that a binding asks for, one for each object of parameters.
  mutating func evaluations(
    of policy: CompiledPolicy, through binding: ValidatingAdmissionPolicyBinding,
    as mapping: RESTMapper.Mapping
  ) throws(ConfigurationError) -> [PolicyEvaluation] {
    let parameters = try binding.parameters(
      for: policy.definition, requestNamespace: request.namespace, state: state)
    let input = input(as: mapping)
    return parameters.map {
      PolicyEvaluation(
        policy: policy, binding: binding, input: input, params: $0,
        explainsFailures: options.explainsFailures)
    }
  }

  /// The values of the variables for a policy that matched through `mapping`.
  private mutating func input(as mapping: RESTMapper.Mapping) -> RequestInput {
    if let known = inputs.first(where: { $0.kind == mapping.kind }) { return known.input }
    let input = RequestInput(
      request, as: mapping, namespaces: state.namespaces,
      authorizer: OfflineAuthorizer(
        user: request.userInfo, options: options, grants: state.grants))
    inputs.append((mapping.kind, input))
    return input
  }

  private func parameterKindError(
    of policy: ValidatingAdmissionPolicy
  ) -> ConfigurationError? {
    guard let kind = policy.paramKind, state.isNamespaced(kind.gvk) == nil else { return nil }
    return ConfigurationError(
      message: "failed to find resource referenced by paramKind: '\(kind.gvk.goDescription)'")
  }

  /// What is wrong with the configuration refuses the request whatever the binding's actions are.
  private mutating func addConfigurationError(
    _ error: ConfigurationError, _ policy: ValidatingAdmissionPolicy,
    binding: ValidatingAdmissionPolicyBinding?
  ) {
    guard policy.failurePolicy == .fail else { return }
    let subject = binding == nil ? "policy" : "binding"
    verdict.failures.append(
      Failure(
        policy: policy.name, binding: binding?.name, actions: [.deny],
        message: "failed to configure \(subject): \(error.message)", reason: .invalid,
        isError: true))
  }

  private mutating func addUnknownNamespace(
    _ policy: ValidatingAdmissionPolicy, _ binding: ValidatingAdmissionPolicyBinding
  ) {
    verdict.undecided.append(
      .unknownNamespace(request.namespace, policy, binding, actions: binding.validationActions))
  }
}

extension AdmissionPolicyBinding {
  /// Whether the binding is surely not for the request.
  func excludes(_ attributes: RequestAttributes) -> Bool {
    if case .noMatch = matchResources?.match(attributes) { return true }
    return false
  }
}
