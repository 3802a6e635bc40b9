package import APIServer
package import Diagnostics
package import Kubernetes
import YAML

/// Policies with their bindings, compiled once.
///
/// Both are in the order of their names. What the server would refuse is not in it: loading tells.
package struct PolicySet: Sendable {
  let policies: [BoundPolicy]
  /// The objects that were loaded beside the policies and that some policy may take as parameters.
  private(set) var companions: [KubernetesObject] = []

  init(policies: [BoundPolicy], companions: [KubernetesObject] = []) {
    self.policies = policies
    let kinds = parameterKinds
    self.companions = companions.filter { kinds.contains($0.gvk) }
  }

  /// A policy with the bindings that put it to work.
  struct BoundPolicy: Sendable {
    var policy: CompiledPolicy
    var bindings: [ValidatingAdmissionPolicyBinding]
  }

  /// No policies at all.
  package static let empty = PolicySet(policies: [])

  /// The names of the policies, in order.
  package var names: [String] { policies.map(\.policy.definition.name) }

  /// Each policy with each of its bindings, in the order in which they are asked.
  package var pairs: [Verdict.Match] {
    policies.flatMap { bound in
      bound.bindings.map { Verdict.Match(policy: $0.policyName, binding: $0.name) }
    }
  }

  /// The kinds of the objects that policies take as parameters.
  package var parameterKinds: Set<GroupVersionKind> {
    Set(policies.compactMap { $0.policy.definition.paramKind?.gvk })
  }
}

/// A set of policies with what loading it had to say.
package struct LoadedPolicySet: Sendable {
  /// What the server would take.
  package var policies: PolicySet
  /// What there is to say of all that was loaded.
  package var diagnostics: [Diagnostic]
  /// The policies and bindings that the server would refuse, with its reasons.
  package var refusals: [Refusal]
  /// What the server would write to `status.typeChecking` of each policy.
  package var expressionWarnings: [ExpressionWarning]

  /// An object that the server would refuse.
  package struct Refusal: Sendable {
    /// The policy or binding.
    package var object: KubernetesObject
    /// What cannot be decoded; when there is any, there are no causes.
    package var faults: [DecodingFault]
    /// The rules that it breaks.
    package var causes: [Cause]
  }
}

extension PolicySet {
  /// Loads the policies and bindings among `objects`, with what may be their parameters; others
  /// are passed over.
  ///
  /// - Parameter facts: the schemas against which expressions are type-checked; nil to leave that.
  package static func load(
    _ objects: [KubernetesObject], facts: Facts? = .standard
  ) -> LoadedPolicySet {
    var loader = PolicyLoader(facts: facts)
    for object in objects { loader.add(object) }
    return loader.finish(companions: objects)
  }
}

/// Reads policies and bindings one by one and joins them at the end.
private struct PolicyLoader {
  private let validator: Validator
  private let programs = CompiledPrograms()
  private let checker: PolicyTypeChecker?
  private var policies: [String: CompiledPolicy] = [:]
  private var bindings: [ValidatingAdmissionPolicyBinding] = []
  /// Names that exist, though the server would refuse the object.
  private var refusedPolicies: Set<String> = []
  private var refusals: [LoadedPolicySet.Refusal] = []
  private var warnings: [ExpressionWarning] = []
  private var diagnostics: [Diagnostic] = []

  init(facts: Facts?) {
    checker = facts.map(PolicyTypeChecker.init)
    validator = Validator(expressions: programs.rules, schemaRules: CustomRuleEvaluator())
  }

  mutating func add(_ object: KubernetesObject) {
    guard object.gvk.group == "admissionregistration.k8s.io",
      ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"].contains(object.kind)
    else { return }
    guard object.gvk.version == "v1" else {
      diagnostics.append(.unserved(object))
      return
    }
    if object.kind == "ValidatingAdmissionPolicy" {
      addPolicy(object)
    } else {
      addBinding(object)
    }
  }

  private mutating func addPolicy(_ object: KubernetesObject) {
    programs.removeAll()
    guard let decoded = accepted(object) else {
      refusedPolicies.insert(object.name)
      return
    }
    let definition = ValidatingAdmissionPolicy(object, decoded: decoded)
    if let earlier = policies[definition.name] {
      diagnostics.append(.duplicate(object, of: earlier.definition.object))
    }
    policies[definition.name] = CompiledPolicy(definition, known: programs)
    let warnings = checker?.warnings(of: definition) ?? []
    self.warnings += warnings
    diagnostics += warnings.flatMap(\.diagnostics)
  }

  private mutating func addBinding(_ object: KubernetesObject) {
    guard let decoded = accepted(object) else { return }
    let binding = ValidatingAdmissionPolicyBinding(object, decoded: decoded)
    if let index = bindings.firstIndex(where: { $0.name == binding.name }) {
      diagnostics.append(.duplicate(object, of: bindings[index].object))
      bindings[index] = binding
    } else {
      bindings.append(binding)
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

  consuming func finish(companions: [KubernetesObject]) -> LoadedPolicySet {
    for binding in bindings
    where policies[binding.policyName] == nil && !refusedPolicies.contains(binding.policyName) {
      diagnostics.append(.missingPolicy(binding))
    }
    let byPolicy = Dictionary(grouping: bindings, by: \.policyName)
    let bound = policies.values.sorted { $0.definition.name < $1.definition.name }
      .map { policy in
        PolicySet.BoundPolicy(
          policy: policy,
          bindings: (byPolicy[policy.definition.name] ?? []).sorted { $0.name < $1.name })
      }
    diagnostics += bound.filter(\.bindings.isEmpty).map { .unbound($0.policy.definition) }
    return LoadedPolicySet(
      policies: PolicySet(policies: bound, companions: companions), diagnostics: diagnostics,
      refusals: refusals, expressionWarnings: warnings)
  }
}
