import Kubernetes
import Values
package import YAML

/// What one pod takes of each resource that a quota can bound, in thousandths.
///
/// The names are those of a ResourceQuota's `spec.hard`: `pods`, `requests.cpu` and so on; `cpu` and
/// `memory` stand for the requests.
package struct PodUsage: Hashable, Sendable {
  /// Thousandths by resource name.
  package private(set) var amounts: [String: Int]

  /// What a pod with this spec takes.
  package init(podSpec: Node?) {
    amounts = ["pods": 1_000, "count/pods": 1_000]
    for (kind, sums) in [
      ("requests", PodResources(of: podSpec, .requests)),
      ("limits", PodResources(of: podSpec, .limits)),
    ] {
      for (name, amount) in sums.amounts {
        amounts["\(kind).\(name)"] = amount
        if kind == "requests" { amounts[name] = amount }
      }
    }
  }
}

/// A ResourceQuota's bounds on what the pods of a namespace take together.
package struct PodQuota: Hashable, Sendable {
  /// Thousandths by resource name, as `spec.hard` names them.
  package let hard: [String: Int]

  /// Bounds in thousandths.
  init(hard: [String: Int]) { self.hard = hard }

  /// The bounds of `spec.hard`; amounts that cannot be read bound nothing.
  package init(hard: Node?) {
    self.hard = Dictionary(
      (hard?.mapping?.entries ?? []).compactMap { entry in
        Quantity.thousandths(entry.value).map { (entry.name, $0) }
      }, uniquingKeysWith: { $1 })
  }

  /// The first resource, by name, that a pod would overdraw; nil where it fits.
  func overdrawn(by pod: PodUsage, beside used: [String: Int]) -> String? {
    hard.keys.sorted().first { name in
      guard let amount = pod.amounts[name], let limit = hard[name] else { return false }
      return used[name, default: 0].adding(saturating: amount) > limit
    }
  }
}
