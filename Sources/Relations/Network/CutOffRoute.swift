import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// NetworkPolicies let the controller of a route through to its pods.
  static let cutOffRoute = RelationRule(
    "relations/cut-off-route",
    "NetworkPolicies let whoever serves a route reach the port that it leads to.",
    why:
      "The controller of Ingresses and Gateways runs in a namespace of its own: where policies let "
      + "nobody from outside reach the pods' port, callers wait and get 504. Probes are not looked at: "
      + "traffic between a pod and the node where it runs is always allowed (Network Policies, \"What "
      + "you can't do with network policies\").",
    instead: "Allow ingress from the controller's namespace to the port on which the container "
      + "listens, which is not the Service's.",
    examples: Examples(
      passing: [route + policy(port: 8080)],
      failing: [
        (
          route + policy(port: 80).replacing("name: web}", with: "name: 1️⃣web}"),
          "NetworkPolicy web lets nobody from outside reach port 8080, to which Ingress web leads"
        )
      ])
  ) { graph, id in
    var seen: Set<String> = []
    var findings: [Diagnostic] = []
    for backend in graph.backends {
      guard let wanted = backend.port, let service = graph.service(of: backend),
        let port = service.servicePort(wanted), let target = port.target,
        let selection = service.podSelection,
        !graph.ownership.isUnseen(service.namespace)
      else { continue }
      for pods in graph.pods(in: service.namespace, selectedBy: selection.selector) {
        guard let number = pods.port(target),
          let policy = graph.policyThatHides(number, of: pods),
          seen.insert("\(policy.namespace)/\(policy.name)/\(pods.owner.name)/\(number)").inserted
        else { continue }
        findings.append(
          policy.finding(
            id, .warning,
            "\(policy.shown) lets nobody from outside reach port \(number), to which "
              + "\(backend.owner.shown) leads", at: policy.object.metadata?["name"],
            ["spec", "ingress"],
            related: [
              backend.owner.label("\(backend.owner.shown) leads to \(service.shown)"),
              pods.owner.label("\(pods.owner.shown) listens there"),
            ]))
      }
    }
    return findings
  }

  private static let route =
    webIngress("web", port: "{number: 80}")
    + webService.replacing(
      "{ports: [{name: http, port: 80}]}",
      with: "{selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}") + "\n---\n"
    + .pod("ports: [{name: http, containerPort: 8080}]")

  private static func policy(port: Int) -> String {
    """

    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web}
    spec:
      podSelector: {matchLabels: {app: web}}
      policyTypes: [Ingress]
      ingress: [{from: [{namespaceSelector: {}}], ports: [{port: \(port)}]}]
    """
  }
}

extension ObjectGraph {
  /// The policy that keeps everybody outside of the namespace from a port of pods; nil where it is open
  /// to somebody.
  func policyThatHides(_ port: Int, of pods: PodSet) -> GraphObject? {
    let isolation = Isolation(of: pods, .ingress, in: self)
    guard !isolation.policies.isEmpty, !isolation.isOpenOutside(port, of: pods) else { return nil }
    // A policy that selects no pod may be the one that was to open the port.
    guard !absent.mayHave(kind: "NetworkPolicy") else { return nil }
    let isComplete = networkPolicies.all(in: pods.owner.namespace).allSatisfy { policy in
      guard let selector = policy.selector else { return false }
      return selector.isEmpty
        || !self.pods(in: policy.object.namespace, selectedBy: selector).isEmpty
    }
    guard isComplete else { return nil }
    return isolation.nearest
  }
}
