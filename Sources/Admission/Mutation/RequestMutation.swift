import APIServer
import CEL
import Kubernetes
import YAML

/// The run of all mutating policies over one request.
///
/// Follows `dispatchInvocations` of the API server's MutatingAdmissionPolicy plugin: every policy
/// that matches is asked once, and where the object was changed, those that want it once more.
struct RequestMutation {
  private let request: AdmissionRequest
  private let policies: [PolicySet.BoundMutation]
  private let state: ClusterState
  private let options: Engine.Options
  private let validator: Validator
  private(set) var outcome: MutationOutcome
  private var reinvocation = Reinvocation()

  /// A policy that is asked through a binding with one parameter.
  private struct Invocation {
    var policy: CompiledMutatingPolicy
    var binding: MutatingAdmissionPolicyBinding
    var mapping: RESTMapper.Mapping
    var params: KubernetesObject?

    var key: Reinvocation.Key {
      Reinvocation.Key(
        policy: policy.definition.name, binding: binding.name, params: params?.identity)
    }
  }

  init(
    _ request: AdmissionRequest, _ submission: Submission, policies: [PolicySet.BoundMutation],
    state: ClusterState, options: Engine.Options, validator: Validator
  ) {
    self.request = request
    self.policies = policies
    self.state = state
    self.options = options
    self.validator = validator
    outcome = MutationOutcome(submission)
  }

  /// Asks every policy, and those that want it again where something changed.
  mutating func run() {
    pass()
    guard !outcome.isRefused, reinvocation.isNeeded else { return }
    let before = outcome.submission.form
    outcome.submission.readmit()
    reinvocation.beginSecondPass(
      changed: !(before?.isEqual(to: outcome.submission.form ?? .null()) ?? true))
    pass()
  }

  private mutating func pass() {
    var seen: [GroupVersionKind: Submission] = [outcome.submission.gvk: outcome.submission]
    var last: GroupVersionKind?
    for invocation in invocations() {
      guard let isDirty = invoke(invocation, &seen) else { return }
      if isDirty { last = invocation.mapping.kind }
    }
    guard let last, let changed = seen[last] else { return }
    reinvocation.noteChange()
    if last == outcome.submission.gvk {
      outcome.submission = changed
    } else if let form = changed.form {
      _ = outcome.submission.replace(
        VersionConversion.convert(form, to: outcome.submission.gvk))
    }
  }

  // MARK: Who is asked

  /// The policies that match, each with each of its bindings and parameters.
  private mutating func invocations() -> [Invocation] {
    var request = request
    request.object = outcome.submission.form ?? request.object
    let attributes = RequestAttributes(request: request, state: state)
    var result: [Invocation] = []
    for bound in policies where !bound.bindings.isEmpty {
      let definition = bound.policy.definition
      let mapping: RESTMapper.Mapping
      switch definition.matchConstraints.match(attributes) {
      case .noMatch: continue
      case .undecided:
        for binding in bound.bindings where !binding.excludes(attributes) {
          addUnknownNamespace(definition, binding)
        }
        continue
      case .match(let found): mapping = found
      }
      if let kind = definition.paramKind, state.isNamespaced(kind.gvk) == nil {
        fail(
          definition, nil,
          "failed to configure policy: failed to find resource referenced by paramKind: "
            + "'\(kind.gvk.goDescription)'", reason: .forbidden)
        continue
      }
      for binding in bound.bindings {
        result += invocations(of: bound.policy, through: binding, as: mapping, attributes)
      }
    }
    return result
  }

  private mutating func invocations(
    of policy: CompiledMutatingPolicy, through binding: MutatingAdmissionPolicyBinding,
    as mapping: RESTMapper.Mapping, _ attributes: RequestAttributes
  ) -> [Invocation] {
    switch binding.matchResources?.match(attributes) {
    case .noMatch: return []
    case .undecided:
      addUnknownNamespace(policy.definition, binding)
      return []
    case .match, nil: break
    }
    let match = Verdict.Match(policy: policy.definition.name, binding: binding.name)
    if !outcome.matches.contains(match) { outcome.matches.append(match) }
    do throws(ConfigurationError) {
      return try binding.parameters(
        for: policy.definition, requestNamespace: request.namespace, state: state
      ).map { Invocation(policy: policy, binding: binding, mapping: mapping, params: $0) }
    } catch {
      fail(
        policy.definition, binding, "failed to configure binding: \(error.message)",
        reason: .forbidden)
      return []
    }
  }

  // MARK: Asking

  /// Asks one policy; whether it made an object of its own, or nil where the server cannot go on.
  private mutating func invoke(
    _ invocation: Invocation, _ seen: inout [GroupVersionKind: Submission]
  ) -> Bool? {
    let policy = invocation.policy
    let kind = invocation.mapping.kind
    if seen[kind] == nil { seen[kind] = submission(as: kind) }
    guard var current = seen[kind], let before = current.form else { return false }
    switch matches(invocation, before) {
    case .holds: break
    case .fails: return false
    case .error(let message, let expression):
      fail(policy.definition, invocation.binding, message, expression)
      return false
    case .undecided(let expression, let message):
      addUndecided(invocation, message, expression)
      return false
    }
    guard reinvocation.asks(invocation.key) else { return false }
    var isDirty = false
    for (mutation, expression) in zip(policy.definition.mutations, policy.mutations) {
      let evaluation = MutationEvaluation(
        mutation: mutation, expression: expression, submission: current,
        requestKind: request.kind)
      var evaluator = activation(invocation, current.form ?? before, CostBudget.validations)
      do throws(MutationEvaluation.Failure) {
        let old = current.form
        current = try evaluation.changed(&evaluator)
        isDirty = true
        if let old, let new = current.form, !new.isEqual(to: old) {
          outcome.changes.append(
            MutationOutcome.Change(policy: policy.definition.name, expression: expression.source))
        }
      } catch {
        switch error {
        case .policy(let message):
          fail(policy.definition, invocation.binding, message, expression.source)
        case .undecided(let message): addUndecided(invocation, message, expression.source)
        case .internalError(let message):
          outcome.refusal = Verdict.Status(
            message: "Internal error occurred: \(message)", reason: "InternalError", code: 500)
          return nil
        }
      }
    }
    seen[kind] = current
    let isChanged = !(current.form?.isEqual(to: before) ?? true)
    reinvocation.noteInvocation(
      invocation.key, changed: isChanged,
      again: policy.definition.reinvocationPolicy == .ifNeeded)
    return isDirty
  }

  /// The object as policies see it that match through another version of its kind.
  private func submission(as kind: GroupVersionKind) -> Submission? {
    guard let form = outcome.submission.form else { return nil }
    return validator.submission(of: KubernetesObject(VersionConversion.convert(form, to: kind)))
  }

  private func matches(_ invocation: Invocation, _ object: Node) -> MatchConditionOutcome {
    guard !invocation.policy.conditions.matchConditions.isEmpty else { return .holds }
    var evaluator = activation(
      invocation, object, CostBudget.matchConditions, hasNamespace: false)
    return invocation.policy.conditions.outcome(
      invocation.policy.definition.failurePolicy, &evaluator)
  }

  private func activation(
    _ invocation: Invocation, _ object: Node, _ budget: UInt64, hasNamespace: Bool = true
  ) -> PolicyActivation {
    var request = request
    request.object = object
    let input = RequestInput(
      request, as: invocation.mapping, namespaces: state.namespaces,
      authorizer: OfflineAuthorizer(
        user: request.userInfo, options: options, grants: state.grants))
    return PolicyActivation(
      invocation.policy.conditions, input: input, params: invocation.params,
      hasNamespace: hasNamespace, hasAuthorizer: true, budget: budget)
  }

  // MARK: Failures

  private mutating func fail(
    _ policy: MutatingAdmissionPolicy, _ binding: MutatingAdmissionPolicyBinding?,
    _ message: String, _ expression: PolicyExpression? = nil, reason: StatusReason = .invalid
  ) {
    guard policy.failurePolicy == .fail else { return }
    var failure = Failure(
      policy: policy.name, binding: binding?.name, actions: [.deny], message: message,
      reason: reason, isError: true, expression: expression)
    failure.stage = .mutation
    failure.hidesSource = policy.hidesSource
    outcome.failures.append(failure)
  }

  private mutating func addUndecided(
    _ invocation: Invocation, _ message: String, _ expression: PolicyExpression
  ) {
    outcome.undecided.append(
      Undecided(
        policy: invocation.policy.definition.name, binding: invocation.binding.name,
        actions: [.deny], message: message,
        help: "give what is missing, or take the question out of the policy",
        expression: expression))
  }

  private mutating func addUnknownNamespace(
    _ policy: MutatingAdmissionPolicy, _ binding: MutatingAdmissionPolicyBinding
  ) {
    outcome.undecided.append(
      .unknownNamespace(request.namespace, policy, binding, actions: [.deny]))
  }
}

/// Which policies are asked a second time.
struct Reinvocation {
  struct Key: Hashable {
    var policy: String
    var binding: String
    var params: ObjectIdentity?
  }

  private var previous: Set<Key> = []
  private var required: Set<Key> = []
  private var isSecond = false
  /// Whether anything changed, so that the server goes round once more.
  private(set) var isNeeded = false

  /// Whether a policy is asked in this pass.
  func asks(_ key: Key) -> Bool { !isSecond || required.contains(key) }

  mutating func noteInvocation(_ key: Key, changed: Bool, again: Bool) {
    if changed { noteChange() }
    if again { previous.insert(key) }
  }

  /// All that were asked before are asked again.
  mutating func noteChange() {
    required.formUnion(previous)
    previous = []
    isNeeded = true
  }

  /// - Parameter changed: whether the server's own plugins changed the object in between.
  mutating func beginSecondPass(changed: Bool) {
    isSecond = true
    if changed { required.formUnion(previous) }
  }
}
