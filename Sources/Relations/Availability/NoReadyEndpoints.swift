import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A Service leads to workloads that have pods.
  static let noReadyEndpoints = RelationRule(
    "relations/no-ready-endpoints", "A route leads to a workload that has pods.",
    why: "A workload with replicas: 0 that nothing scales has none: callers get 503.",
    instead: "Give the workload replicas, or remove the route to it.",
    examples: Examples(
      passing: [
        webIngress("web", port: "{number: 80}") + webService + "\n---\n"
          + .pod("env: []", deployment: "replicas: 1")
      ],
      failing: [
        (
          webIngress("web", port: "{number: 80}")
            + webService.replacing("spec: {", with: "spec: {selector: {app: web}, ") + "\n---\n"
            + .pod("env: []", deployment: "replicas: 1️⃣0"),
          "Ingress web leads to Deployment web, which has no pods: callers get 503"
        )
      ]), needsAll: false
  ) { graph, id in
    graph.backends.compactMap { backend in
      guard let service = graph.service(of: backend), let selection = service.podSelection else {
        return nil
      }
      let pods = graph.pods(in: service.namespace, selectedBy: selection.selector)
      guard let first = pods.first, let node = first.replicasNode,
        pods.allSatisfy({ $0.replicas == 0 && graph.scaler(of: $0.owner) == nil })
      else { return nil }
      return first.owner.finding(
        id, .warning,
        "\(backend.owner.shown) leads to \(first.owner.shown), which has no pods: callers get 503",
        at: node, ["spec", "replicas"],
        related: [backend.owner.label("\(backend.owner.shown) leads to it")])
    }
  }
}
