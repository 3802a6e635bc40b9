package import APIServer
package import Diagnostics
package import Kubernetes
import YAML

/// Policies with their bindings, compiled once.
///
/// Both are in the order of their names. What the server would refuse is not in it: loading tells.
package struct PolicySet: Sendable {
  let policies: [BoundPolicy]
  /// The policies that mutate, which are asked before the others.
  let mutations: [BoundMutation]
  /// The objects that were loaded beside the policies and that some policy may take as parameters.
  private(set) var companions: [KubernetesObject] = []
  /// By the places of `policies`.
  let index: ResourceIndex

  init(
    policies: [BoundPolicy], mutations: [BoundMutation] = [], companions: [KubernetesObject] = []
  ) {
    self.policies = policies
    self.mutations = mutations
    index = ResourceIndex(policies.map(\.policy.definition.matchConstraints))
    let kinds = parameterKinds
    self.companions = companions.filter { kinds.contains($0.gvk) }
  }

  /// A policy with the bindings that put it to work.
  struct BoundPolicy: Sendable {
    var policy: CompiledPolicy
    var bindings: [ValidatingAdmissionPolicyBinding]
  }

  /// A policy that mutates with the bindings that put it to work.
  struct BoundMutation: Sendable {
    var policy: CompiledMutatingPolicy
    var bindings: [MutatingAdmissionPolicyBinding]
  }

  /// No policies at all.
  package static let empty = PolicySet(policies: [])

  /// The names of the policies, in order, those that mutate first.
  package var names: [String] {
    let mutating = mutations.map(\.policy.definition.name)
    return mutating + policies.map(\.policy.definition.name).filter { !mutating.contains($0) }
  }

  /// The rules from which the policies allow no exception.
  package var unexemptable: Set<RuleID> {
    let names =
      mutations.map(\.policy.definition).filter { !$0.isExemptable }.map(\.name)
      + policies.map(\.policy.definition).filter { !$0.isExemptable }.map(\.name)
    return Set(names.map { RuleID("policy/\($0)") })
  }

  /// Whether some policy may change objects.
  package var mutates: Bool { mutations.contains { !$0.bindings.isEmpty } }

  /// Each policy with each of its bindings, in the order in which they are asked.
  package var pairs: [Verdict.Match] {
    mutations.flatMap { $0.bindings.map { Verdict.Match(policy: $0.policyName, binding: $0.name) } }
      + policies.flatMap { bound in
        bound.bindings.map { Verdict.Match(policy: $0.policyName, binding: $0.name) }
      }
  }

  /// The kinds of the objects that policies take as parameters.
  package var parameterKinds: Set<GroupVersionKind> {
    Set(
      policies.compactMap { $0.policy.definition.paramKind?.gvk }
        + mutations.compactMap { $0.policy.definition.paramKind?.gvk })
  }
}

/// A set of policies with what loading it had to say.
package struct LoadedPolicySet: Sendable {
  /// What the server would take.
  package var policies: PolicySet
  /// What there is to say of all that was loaded.
  package var diagnostics: [Diagnostic] = []
  /// The policies and bindings that the server would refuse, with its reasons.
  package var refusals: [Refusal] = []
  /// What the server would write to `status.typeChecking` of each policy.
  package var expressionWarnings: [ExpressionWarning] = []

  /// An object that the server would refuse.
  package struct Refusal: Sendable {
    /// The policy or binding.
    package var object: KubernetesObject
    /// What cannot be decoded; when there is any, there are no causes.
    ///
    /// An object in a version that the server does not serve has neither.
    package var faults: [DecodingFault]
    /// The rules that it breaks.
    package var causes: [Cause]
  }
}

extension PolicySet {
  /// Loads the policies and bindings among `objects`, with what may be their parameters; others
  /// are passed over.
  ///
  /// - Parameter facts: what the server knows, against which policies are checked; nil to leave types
  ///   alone.
  package static func load(
    _ objects: [KubernetesObject], facts: Facts? = .standard
  ) -> LoadedPolicySet {
    var loader = PolicyLoader(facts: facts, definitions: objects)
    for object in objects { loader.add(object) }
    return loader.finish(companions: objects)
  }
}

extension PolicySet {
  /// What there is to say of the policies among `objects` that the server accepts, each by itself:
  /// what the type checker says, and what is never asked or read.
  ///
  /// - Parameters:
  ///   - definitions: objects whose CustomResourceDefinitions add kinds.
  ///   - facts: what the server knows.
  package static func lint(
    _ objects: [KubernetesObject], definitions: [KubernetesObject], facts: Facts
  ) -> [Diagnostic] {
    let own = objects.filter { $0.gvk.group == "admissionregistration.k8s.io" }
    guard !own.isEmpty else { return [] }
    let told: Set<RuleID> = [
      "policy/type-check", "policy/unknown-resource", "policy/variable",
      "policy/message-is-expression",
    ]
    return load(own + definitions, facts: facts).diagnostics.filter { told.contains($0.rule) }
  }

  /// What the type checker says of policies for kinds that `definitions` add.
  ///
  /// - Parameter facts: what the server knows.
  package func typeChecks(
    for definitions: [KubernetesObject], facts: Facts
  ) -> [Diagnostic] {
    let groups = Set(definitions.compactMap { $0.root["spec"]?["group"]?.string })
    // Reading all schemas is dear, and few policies name a custom kind.
    let isConcerned = policies.contains { bound in
      bound.policy.definition.matchConstraints.resourceRules.contains {
        !groups.isDisjoint(with: $0.apiGroups)
      }
    }
    guard isConcerned else { return [] }
    return PolicyTypeChecker(facts: facts, definitions: definitions)
      .restricted(toCustomKinds: self).flatMap(\.diagnostics)
  }
}
