import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A NetworkPolicy selects pods that something makes.
  static let danglingNetworkPolicy = RelationRule(
    "relations/dangling-network-policy", "The podSelector of a NetworkPolicy selects pods.",
    why: "A policy over no pod isolates none: whoever was meant stays open to all.",
    instead: "Write the labels of the pods' template into spec.podSelector.",
    examples: Examples(
      passing: [.pod("env: []") + policy("web"), policy("")],
      failing: [
        (.pod("env: []") + policy("1️⃣wbe"), "NetworkPolicy web selects no pod: it isolates none")
      ])
  ) { graph, id in
    graph.objects(of: "NetworkPolicy").filter(\.isBuiltInPolicy).compactMap { policy in
      guard
        let selection = Selection(
          policy.object.root["spec"]?["podSelector"], at: ["spec", "podSelector"]),
        !selection.selector.isEmpty,
        graph.pods(in: policy.namespace, selectedBy: selection.selector).isEmpty
      else { return nil }
      return graph.selectsNothing(policy, selection, id, "it isolates none", severity: .warning)
    }
  }

  private static func policy(_ app: String) -> String {
    """

    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web}
    spec: {podSelector: {\(app.isEmpty ? "" : "matchLabels: {app: \(app)}")}, policyTypes: [Ingress]}
    """
  }
}

extension GraphObject {
  /// Whether a NetworkPolicy is one of Kubernetes and none of a plug-in.
  var isBuiltInPolicy: Bool { group == "networking.k8s.io" }
}
