import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// Pods that may call others may ask for their addresses.
  static let withoutNames = RelationRule(
    "relations/without-dns", "Pods whose egress is isolated may ask a DNS server.",
    why: "The policies let the pods call others and not port 53: no name of a Service or a host "
      + "resolves, and every call fails.",
    instead: "Allow egress to port 53, UDP and TCP, of the DNS server's pods in kube-system.",
    examples: Examples(
      passing: [
        .pod("env: []")
          + policy("{to: [{podSelector: {}}]}, {ports: [{protocol: UDP, port: 53}]}"),
        .pod("env: []") + policy(""),
        .pod("env: []") + policy("{to: [{ipBlock: {cidr: 10.1.2.3/32}}]}"),
      ],
      failing: [
        (
          .pod("env: []")
            + policy("1️⃣{to: [{podSelector: {}}], ports: [{port: 5432}]}"),
          "pods of NetworkPolicy web may call others and no DNS server: no name resolves"
        )
      ])
  ) { graph, id in
    guard !graph.absent.mayHave(kind: "NetworkPolicy") else { return [] }
    var seen: Set<String> = []
    return graph.pods.compactMap { pods in
      let isolation = Isolation(of: pods, .egress, in: graph)
      guard !isolation.rules.isEmpty, !isolation.rules.contains(where: { $0.rule.allowsDNS }),
        let (policy, rule) = isolation.rules.first(where: { $0.rule.meansNames }),
        !graph.ownership.isUnseen(pods.owner.namespace)
      else { return nil }
      guard seen.insert(policy.namespace + "/" + policy.name).inserted else { return nil }
      return policy.finding(
        id, .warning, "pods of \(policy.shown) may call others and no DNS server: no name resolves",
        at: rule, ["spec", "egress"],
        related: [pods.owner.label("\(pods.owner.shown) is one of them")],
        help: "allow UDP and TCP port 53")
    }
  }

  private static func policy(_ egress: String) -> String {
    """

    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web}
    spec:
      podSelector: {matchLabels: {app: web}}
      policyTypes: [Egress]
      egress: [\(egress)]
    """
  }
}

extension Node {
  /// Whether a rule lets DNS through: its ports include 53, and its peers are not pods of the same
  /// namespace alone.
  fileprivate var allowsDNS: Bool {
    let isOutside =
      peers("to").map { peers in
        peers.contains { $0["namespaceSelector"] != nil || $0["ipBlock"] != nil }
      } ?? true
    guard let ports = self["ports"]?.elements, !ports.isEmpty else { return isOutside }
    return ports.contains { port in
      guard let node = port["port"], !node.isNull else { return isOutside }
      guard case .int(let first) = IntOrString(node) else { return true }
      let last = port["endPort"]?.scalar?.integer ?? first
      return first <= 53 && 53 <= last
    }
  }

  /// Whether a rule is for peers that are called by name: pods, or any address.
  ///
  /// The API server is not: every pod knows its address.
  fileprivate var meansNames: Bool {
    let ports = (self["ports"]?.elements ?? []).compactMap { $0["port"]?.scalar?.integer }
    if !ports.isEmpty, ports.allSatisfy({ $0 == 443 || $0 == 6443 }) { return false }
    guard let peers = peers("to") else { return true }
    return peers.contains { peer in
      guard let block = peer["ipBlock"] else { return true }
      return block["cidr"]?.scalarText?.hasSuffix("/0") ?? false
    }
  }
}
