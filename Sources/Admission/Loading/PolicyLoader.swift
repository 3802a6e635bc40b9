import APIServer
import Diagnostics
import Kubernetes
import YAML

/// Reads policies and bindings one by one and joins them at the end.
struct PolicyLoader {
  private let validator: Validator
  private let programs = CompiledPrograms()
  private let checker: PolicyTypeChecker?
  private let lint: PolicyLint?
  private var validating = Registry<CompiledPolicy, ValidatingAdmissionPolicyBinding>()
  private var mutating = Registry<CompiledMutatingPolicy, MutatingAdmissionPolicyBinding>()
  private var refusals: [LoadedPolicySet.Refusal] = []
  private var warnings: [ExpressionWarning] = []
  private var diagnostics: [Diagnostic] = []

  /// - Parameters:
  ///   - facts: what the server knows, against which policies are checked; nil to leave types alone.
  ///   - definitions: objects whose CustomResourceDefinitions add kinds.
  init(facts: Facts?, definitions: [KubernetesObject]) {
    let checker = facts.map { PolicyTypeChecker(facts: $0, definitions: definitions) }
    self.checker = checker
    lint = checker.map { PolicyLint(mapper: $0.mapper) }
    validator = Validator(
      expressions: programs.rules, schemaRules: CustomRuleEvaluator(),
      release: facts?.described ?? Facts.release)
  }

  /// Takes a policy or a binding; every other object is passed over.
  mutating func add(_ object: KubernetesObject) {
    guard let kind = AdmissionKind(of: object) else { return }
    guard object.gvk.version == "v1" else {
      diagnostics.append(.unserved(object))
      refusals.append(LoadedPolicySet.Refusal(object: object, faults: [], causes: []))
      refuse(object, kind)
      return
    }
    programs.removeAll()
    let decoded = accepted(object)
    switch (kind, decoded) {
    case (_, nil): refuse(object, kind)
    case (.validatingPolicy, let decoded?):
      let definition = ValidatingAdmissionPolicy(object, decoded: decoded)
      let policy = CompiledPolicy(definition, known: programs)
      diagnostics += validating.add(policy, of: definition)
      let warnings = checker?.warnings(of: policy) ?? []
      self.warnings += warnings
      diagnostics += warnings.flatMap(\.diagnostics) + (lint?.findings(in: policy) ?? [])
    case (.mutatingPolicy, let decoded?):
      let definition = MutatingAdmissionPolicy(object, decoded: decoded)
      let policy = CompiledMutatingPolicy(definition, known: programs)
      diagnostics += mutating.add(policy, of: definition)
      diagnostics += lint?.findings(in: policy) ?? []
    case (.validatingBinding, let decoded?):
      diagnostics += validating.add(ValidatingAdmissionPolicyBinding(object, decoded: decoded))
    case (.mutatingBinding, let decoded?):
      diagnostics += mutating.add(MutatingAdmissionPolicyBinding(object, decoded: decoded))
    }
  }

  /// Remembers a policy that exists, though the server would refuse it.
  private mutating func refuse(_ object: KubernetesObject, _ kind: AdmissionKind) {
    switch kind {
    case .validatingPolicy: validating.refused.insert(object.name)
    case .mutatingPolicy: mutating.refused.insert(object.name)
    case .validatingBinding, .mutatingBinding: break
    }
  }

  /// The object as the server decodes it; nil, with the reasons told, where the server refuses it.
  private mutating func accepted(_ object: KubernetesObject) -> Node? {
    let verdict = validator.verdict(on: object)
    if verdict.isAccepted, let decoded = verdict.decoded { return decoded }
    refusals.append(
      LoadedPolicySet.Refusal(object: object, faults: verdict.faults, causes: verdict.causes))
    diagnostics += verdict.faults.map { Diagnostic.unreadable(object, $0) }
    diagnostics += verdict.causes.flatMap { Diagnostic.refused(object, $0) }
    return nil
  }

  /// Joins policies and bindings.
  ///
  /// - Parameter companions: the objects that may be parameters.
  consuming func finish(companions: [KubernetesObject]) -> LoadedPolicySet {
    let policies = validating.joined { PolicySet.BoundPolicy(policy: $0, bindings: $1) }
    let mutations = mutating.joined { PolicySet.BoundMutation(policy: $0, bindings: $1) }
    diagnostics += validating.bindingsWithoutPolicy.map(Diagnostic.missingPolicy)
    diagnostics += mutating.bindingsWithoutPolicy.map(Diagnostic.missingPolicy)
    diagnostics += policies.filter(\.bindings.isEmpty).map { .unbound($0.policy.definition) }
    diagnostics += mutations.filter(\.bindings.isEmpty).map { .unbound($0.policy.definition) }
    return LoadedPolicySet(
      policies: PolicySet(policies: policies, mutations: mutations, companions: companions),
      diagnostics: diagnostics, refusals: refusals, expressionWarnings: warnings)
  }
}

/// Policies of one kind and their bindings, by name.
private struct Registry<Policy, Binding: AdmissionPolicyBinding> {
  private var policies: [String: (policy: Policy, object: KubernetesObject)] = [:]
  private var bindings: [Binding] = []
  /// Names that exist, though the server would refuse the object.
  var refused: Set<String> = []

  mutating func add(_ policy: Policy, of definition: some AdmissionPolicy) -> [Diagnostic] {
    defer { policies[definition.name] = (policy, definition.object) }
    guard let earlier = policies[definition.name] else { return [] }
    return [.duplicate(definition.object, of: earlier.object)]
  }

  mutating func add(_ binding: Binding) -> [Diagnostic] {
    guard let index = bindings.firstIndex(where: { $0.name == binding.name }) else {
      bindings.append(binding)
      return []
    }
    defer { bindings[index] = binding }
    return [.duplicate(binding.object, of: bindings[index].object)]
  }

  var bindingsWithoutPolicy: [Binding] {
    bindings.filter { policies[$0.policyName] == nil && !refused.contains($0.policyName) }
  }

  /// Each policy with its bindings, both in the order of their names.
  func joined<Bound>(_ join: (Policy, [Binding]) -> Bound) -> [Bound] {
    let byPolicy = Dictionary(grouping: bindings, by: \.policyName)
    return policies.sorted { $0.key < $1.key }.map { name, found in
      join(found.policy, (byPolicy[name] ?? []).sorted { $0.name < $1.name })
    }
  }
}
