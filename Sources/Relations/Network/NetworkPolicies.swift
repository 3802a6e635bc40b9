import Kubernetes
import YAML

/// The NetworkPolicies of an environment, found by the pods that they select.
struct NetworkPolicies: Sendable {
  /// A policy with its selector; one whose selector cannot be read selects nothing.
  struct Policy: Sendable {
    let object: GraphObject
    let selector: LabelSelector?
  }

  private var byNamespace: [String: [Policy]] = [:]
  /// Policies that ask for one value of a label, by that: of many each pod meets a few.
  private var byLabel: [Label: [Int]] = [:]
  /// Those that do not, by namespace.
  private var others: [String: [Int]] = [:]

  private struct Label: Hashable {
    let namespace: String
    let name: String
    let value: String
  }

  init(_ objects: [GraphObject]) {
    for object in objects where object.isBuiltInPolicy {
      let namespace = object.namespace
      let selector = object.object.root["spec"]?["podSelector"].flatMap { try? LabelSelector($0) }
      let place = byNamespace[namespace]?.count ?? 0
      byNamespace[namespace, default: []].append(Policy(object: object, selector: selector))
      guard let selector else { continue }
      let single = selector.requirements.first { $0.operator == .in && $0.values.count == 1 }
      if let single {
        byLabel[
          Label(namespace: namespace, name: single.key, value: single.values[0]), default: []
        ].append(place)
      } else {
        others[namespace, default: []].append(place)
      }
    }
  }

  /// All of a namespace, in their order.
  func all(in namespace: String) -> [Policy] { byNamespace[namespace] ?? [] }

  /// Those that select the pods, in their order.
  func selecting(_ pods: PodSet) -> [GraphObject] {
    let namespace = pods.owner.namespace
    guard let policies = byNamespace[namespace] else { return [] }
    var places = others[namespace] ?? []
    pods.eachLabel { name, value in
      places += byLabel[Label(namespace: namespace, name: name, value: value)] ?? []
    }
    return places.sorted().compactMap { place in
      let policy = policies[place]
      return policy.selector.map(pods.isSelected) ?? false ? policy.object : nil
    }
  }
}
