import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A peer of a NetworkPolicy in a namespace that is made here is some pod.
  static let danglingNetworkPeer = RelationRule(
    "relations/dangling-network-peer",
    "The peers that a NetworkPolicy names in namespaces that are made here are pods.",
    why: "The policy opens the way for nobody, and those who were meant are cut off.",
    instead: "Write the labels of the peer's template into its podSelector.",
    examples: Examples(
      passing: [
        .pod("env: []") + policy("podSelector: {matchLabels: {app: web}}"),
        .pod("env: []")
          + policy(
            "namespaceSelector: {matchLabels: {team: x}}, podSelector: {matchLabels: {app: y}}"),
      ],
      failing: [
        (
          .pod("env: []") + policy("podSelector: {matchLabels: {app: 1️⃣wbe}}"),
          "a peer of NetworkPolicy web is no pod: the policy opens the way for nobody"
        )
      ])
  ) { graph, id in
    var findings: [Diagnostic] = []
    for policy in graph.objects(of: "NetworkPolicy") where policy.isBuiltInPolicy {
      for (list, word) in [("ingress", "from"), ("egress", "to")] {
        for (index, rule) in (policy.object.root["spec"]?[list]?.elements ?? []).enumerated() {
          for (place, peer) in (rule[word]?.elements ?? []).enumerated() {
            guard peer["namespaceSelector"] == nil,
              let selection = Selection(
                peer["podSelector"],
                at: [
                  "spec", .key(list), .index(index), .key(word), .index(place), "podSelector",
                ]),
              !selection.selector.isEmpty,
              graph.pods(in: policy.namespace, selectedBy: selection.selector).isEmpty
            else { continue }
            guard
              var finding = graph.selectsNothing(
                policy, selection, id, "", severity: .warning)
            else { continue }
            finding.message =
              "a peer of \(policy.shown) is no pod: the policy opens the way for nobody"
            findings.append(finding)
          }
        }
      }
    }
    return findings
  }

  private static func policy(_ peer: String) -> String {
    """

    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web}
    spec:
      podSelector: {}
      policyTypes: [Ingress]
      ingress: [{from: [{\(peer)}]}]
    """
  }
}
