import Kubernetes

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

  func isBefore(_ left: ResourceSelector, _ right: ResourceSelector) -> Bool {
    let ranks = (rank(left.kind), rank(right.kind))
    if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
    return Self.text(left.group, left.version, left.kind)
      .utf8.lexicographicallyPrecedes(Self.text(right.group, right.version, right.kind).utf8)
  }

  /// Group, version and kind as the text that Kustomize orders by.
  static func text(_ group: String, _ version: String, _ kind: String) -> String {
    "\(group.isEmpty ? "~G" : group)_\(version.isEmpty ? "~V" : version)_"
      + (kind.isEmpty ? "~K" : kind)
  }
}
