import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// NetworkPolicies let Prometheus through to what monitors watch.
  static let cutOffMonitor = RelationRule(
    "relations/cut-off-monitor",
    "NetworkPolicies let whoever watches reach the ports that monitors name.",
    why:
      "Prometheus runs in a namespace of its own; where policies let nobody from outside reach the "
      + "port, the target is down and its alerts fire, or never do.",
    instead: "Allow ingress from the namespace of Prometheus to the port of the container.",
    examples: Examples(
      passing: [.pod("ports: [{name: http, containerPort: 8080}]") + monitor],
      failing: [
        (
          .pod("ports: [{name: http, containerPort: 8080}]") + monitor + """

            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: 1️⃣deny}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            """,
          "NetworkPolicy deny lets nobody from outside reach port 8080, which PodMonitor web names"
        )
      ])
  ) { graph, id in
    guard graph.has("NetworkPolicy") else { return [] }
    // One that stands beside what it watches is let in by the namespace's own policies.
    let watchers = Set(graph.objects(of: "Prometheus").map(\.namespace))
    var seen: Set<String> = []
    var findings: [Diagnostic] = []
    for (monitor, pods, port) in graph.watched {
      guard !graph.ownership.isUnseen(pods.owner.namespace),
        !watchers.contains(pods.owner.namespace),
        let policy = graph.policyThatHides(port, of: pods),
        seen.insert("\(policy.namespace)/\(policy.name)/\(pods.owner.name)/\(port)").inserted
      else { continue }
      findings.append(
        policy.finding(
          id, .warning,
          "\(policy.shown) lets nobody from outside reach port \(port), which \(monitor.shown) names",
          at: policy.object.metadata?["name"], ["spec", "ingress"],
          related: [
            monitor.label("\(monitor.shown) names it"),
            pods.owner.label("\(pods.owner.shown) listens there"),
          ]))
    }
    return findings
  }

  private static let monitor = """

    ---
    apiVersion: monitoring.coreos.com/v1
    kind: PodMonitor
    metadata: {name: web}
    spec: {selector: {matchLabels: {app: web}}, podMetricsEndpoints: [{port: http}]}
    """
}

extension ObjectGraph {
  /// The ports of pods that monitors name, where they are in one namespace; of what stands in several
  /// clusters each with its own.
  fileprivate var watched: [(monitor: GraphObject, pods: PodSet, port: Int)] {
    objects(of: "PodMonitor").flatMap { monitor -> [(GraphObject, PodSet, Int)] in
      guard let selection = monitor.monitorSelection,
        let namespace = monitor.watchedNamespaces?.first
      else { return [] }
      let names = monitor.monitoredPorts("podMetricsEndpoints")
      return pods(in: namespace, selectedBy: selection.selector).flatMap { pods in
        names.compactMap { name in pods.port(.string(name)).map { (monitor, pods, $0) } }
      }
    }
      + objects(of: "ServiceMonitor").flatMap { monitor -> [(GraphObject, PodSet, Int)] in
        guard let selection = monitor.monitorSelection else { return [] }
        let names = monitor.monitoredPorts("endpoints")
        return services(watchedBy: monitor, selection.selector).flatMap { service in
          guard meet(monitor, service), let selector = service.podSelection?.selector else {
            return [(GraphObject, PodSet, Int)]()
          }
          let targets = service.servicePorts.filter { names.contains($0.name) }
            .compactMap(\.target)
          return pods(in: service.namespace, selectedBy: selector).flatMap { pods in
            guard meet(service, pods.owner) else { return [(GraphObject, PodSet, Int)]() }
            return targets.compactMap { target in pods.port(target).map { (monitor, pods, $0) } }
          }
        }
      }
  }
}

extension GraphObject {
  fileprivate var monitorSelection: Selection? {
    Selection(object.root["spec"]?["selector"], at: ["spec", "selector"])
  }

  fileprivate func monitoredPorts(_ list: String) -> [String] {
    (object.root["spec"]?[list]?.elements ?? []).compactMap { $0["port"]?.scalarText }
  }
}
