import Kubernetes
import Values

/// The order in which kinds are created, and printed where the legacy order is asked for.
struct KindOrder: Sendable {
  private let ranks: [String: Int]

  init(first: [String], last: [String]) {
    var ranks: [String: Int] = [:]
    for (index, kind) in first.enumerated() { ranks[kind] = index - first.count }
    for (index, kind) in last.enumerated() { ranks[kind] = index + 1 }
    self.ranks = ranks
  }

  static let standard = KindOrder(
    first: [
      "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
      "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap",
      "Secret", "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume",
      "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
    ], last: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"])

  func rank(_ kind: String) -> Int { ranks[kind] ?? 0 }

  /// The elements in the order of the kinds that they are for.
  func sorted<Element>(
    _ elements: [Element], by kinds: (Element) -> ResourceSelector
  ) -> [Element] {
    let keys = elements.map { element in
      let kinds = kinds(element)
      return (rank: rank(kinds.kind), text: Self.text(kinds.group, kinds.version, kinds.kind))
    }
    let order = elements.indices.sorted { left, right in
      if keys[left].rank != keys[right].rank { return keys[left].rank < keys[right].rank }
      return keys[left].text.precedesByBytes(keys[right].text)
    }
    return order.map { elements[$0] }
  }

  /// Group, version and kind as the text that Kustomize orders by.
  static func text(_ group: String, _ version: String, _ kind: String) -> String {
    "\(group.isEmpty ? "~G" : group)_\(version.isEmpty ? "~V" : version)_"
      + (kind.isEmpty ? "~K" : kind)
  }
}
