import Diagnostics
package import Kubernetes
import YAML

extension PolicySet {
  /// The set with the policies that an environment itself deploys.
  ///
  /// What is the same in both is asked once. Where the environment has another policy or another
  /// binding of a name, both are asked, so that nothing which is deployed weakens what is asked of
  /// everybody; of two policies that mutate the environment's counts, since a cluster holds one.
  ///
  /// - Parameters:
  ///   - objects: what the environment deploys; others than policies and bindings are passed over.
  ///   - definitions: the CustomResourceDefinitions that are known.
  ///   - facts: what the server knows.
  /// - Returns: the set, with what loading the added policies had to say beyond what the server says
  ///   of them as objects.
  package func adding(
    deployed objects: [KubernetesObject], definitions: [KubernetesObject],
    facts: Facts = .standard
  ) -> LoadedPolicySet {
    let deployed = objects.filter { AdmissionKind(of: $0) != nil }
    let selected = deployed.isEmpty ? [] : Deployment(deployed, beside: self).changed
    guard !selected.isEmpty else { return LoadedPolicySet(policies: self) }
    var loaded = PolicySet.load(selected + definitions, facts: facts)
    let names = Set(deployed.map(\.identity.description))
    loaded.diagnostics.removeAll { finding in
      // What the server refuses is found where the object is judged.
      ["policy/invalid", "policy/does-not-compile"].contains(finding.rule.text)
        || finding.object.map { !names.contains($0) } ?? false
    }
    let added = loaded.policies
    let replaced = Set(added.mutations.map(\.policy.definition.name))
    loaded.policies = PolicySet(
      policies: (policies + added.policies).sorted {
        $0.policy.definition.name < $1.policy.definition.name
      },
      mutations: (mutations.filter { !replaced.contains($0.policy.definition.name) }
        + added.mutations).sorted { $0.policy.definition.name < $1.policy.definition.name },
      companions: companions)
    return loaded
  }

  /// The kinds of the objects that policies among `objects` take as parameters.
  package static func parameterKinds(
    ofDeployed objects: [KubernetesObject]
  ) -> [GroupVersionKind] {
    objects.filter { AdmissionKind(of: $0) != nil }.compactMap { policy in
      policy.root["spec"]?["paramKind"].map { KubernetesObject($0).gvk }
    }
  }

  /// The policies and bindings as they were loaded.
  var objects: [KubernetesObject] {
    policies.flatMap { [$0.policy.definition.object] + $0.bindings.map(\.object) }
      + mutations.flatMap { [$0.policy.definition.object] + $0.bindings.map(\.object) }
  }
}

/// Policies and bindings of an environment beside those that are known without it.
private struct Deployment {
  /// A policy with its bindings, by what they name.
  private struct Group: Hashable {
    var isMutating: Bool
    var policy: String
  }

  private let known: [ObjectIdentity: KubernetesObject]
  private let deployed: [ObjectIdentity: KubernetesObject]

  init(_ objects: [KubernetesObject], beside set: PolicySet) {
    known = Dictionary(set.objects.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
    deployed = Dictionary(objects.map { ($0.identity, $0) }, uniquingKeysWith: { _, last in last })
  }

  /// The objects of each policy that is another one with the environment than without it, as a
  /// cluster that has both would hold them; bindings that are the same in both only where the policy
  /// is not.
  var changed: [KubernetesObject] {
    let groups = Set(deployed.values.filter(isChanged).map(Self.group))
    guard !groups.isEmpty else { return [] }
    let merged = known.merging(deployed) { _, own in own }.values
    let policies = merged.filter { AdmissionKind(of: $0)?.isBinding == false }
    let changedPolicies = Set(policies.filter(isChanged).map(Self.group))
    return merged.filter { object in
      let group = Self.group(of: object)
      guard groups.contains(group) else { return false }
      return AdmissionKind(of: object)?.isBinding == false || changedPolicies.contains(group)
        || group.isMutating || isChanged(object)
    }.sorted { $0.identity.description < $1.identity.description }
  }

  private func isChanged(_ object: KubernetesObject) -> Bool {
    guard deployed[object.identity] != nil else { return false }
    guard let other = known[object.identity] else { return true }
    let (spec, otherSpec) = (object.root["spec"] ?? .null(), other.root["spec"] ?? .null())
    return !spec.isSameJSON(as: otherSpec)
  }

  private static func group(of object: KubernetesObject) -> Group {
    let kind = AdmissionKind(of: object)
    let isBinding = kind?.isBinding ?? false
    return Group(
      isMutating: kind?.isMutating ?? false,
      policy: isBinding ? object.root["spec"]?["policyName"]?.string ?? "" : object.name)
  }
}
