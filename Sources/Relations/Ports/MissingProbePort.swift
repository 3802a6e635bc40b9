import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The port that a probe asks is one that the pod listens on.
  static let missingProbePort = RelationRule(
    "relations/missing-probe-port", "The port of a probe or a hook is a port of the pod.",
    why: "The probe fails for ever: the pod is never ready, or is restarted again and again. A "
      + "number that no container lists is looked at where another probe of the container asks a port "
      + "that is listed, and no command line speaks of it: many programs answer on a port of their own "
      + "that nobody lists.",
    instead: "Write the name of a port of the container, or its containerPort.",
    examples: Examples(
      passing: [
        .pod(
          "ports: [{name: http, containerPort: 8080}]\n"
            + "          readinessProbe: {tcpSocket: {port: http}}"),
        .pod(
          "ports: [{name: metrics, containerPort: 8080}]\n"
            + "          livenessProbe: {httpGet: {port: 8081}}"),
        .pod("args: [--health=:9000]\n          livenessProbe: {tcpSocket: {port: 9000}}"),
      ],
      failing: [
        (
          .pod(
            "ports: [{name: http, containerPort: 8080}]\n"
              + "          readinessProbe: {tcpSocket: {port: 1️⃣web}}"),
          "container web has no port web: its readinessProbe fails for ever"
        ),
        (
          .pod(
            "ports: [{name: http, containerPort: 8080}]\n"
              + "          readinessProbe: {httpGet: {port: 8080}}\n"
              + "          livenessProbe: {httpGet: {port: 1️⃣8081}}"),
          "no container of the pod lists port 8081: the livenessProbe of web fails for ever"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.pods.flatMap { pods in
      pods.running.flatMap { container in
        Self.probes.compactMap { probe, way in graph.judge(probe, way, of: container, in: pods, id)
        }
      }
    }
  }

  private static let probes = ["livenessProbe", "readinessProbe", "startupProbe"]
    .flatMap { probe in ["httpGet", "tcpSocket", "grpc"].map { (probe, $0) } }
}

extension ObjectGraph {
  fileprivate func judge(
    _ probe: String, _ way: String, of container: PodContainer, in pods: PodSet, _ rule: RuleID
  ) -> Diagnostic? {
    guard let port = container.node[probe]?[way]?["port"], !port.isPlaceholder,
      let wanted = IntOrString(port)
    else { return nil }
    let path = pods.path(container.steps + [.key(probe), .key(way), "port"])
    let known = container.ports
    let shown = known.map { $0.name.isEmpty ? "\($0.number)" : "\($0.number) (\($0.name))" }
    let help = shown.isEmpty ? nil : "its ports are \(shown.joined(separator: ", "))"
    let related = known.first.map {
      [Label("the ports of the container are here", at: $0.node.origin.location)]
    }
    switch wanted {
    case .string(let name) where Int(name) == nil:
      // A probe asks its own container for a name.
      guard !known.contains(where: { $0.name == name }) else { return nil }
      return pods.owner.finding(
        rule, .error,
        "container \(container.name) has no port \(name): its \(probe) fails for ever",
        at: port, path, related: related ?? [], help: help,
        fix: port.fix(nearestOf: known.map(\.name).filter { !$0.isEmpty }))
    case .string: return nil
    case .int(let number):
      guard !known.isEmpty, !pods.mayListen(on: wanted), container.asksListedPort(but: probe) else {
        return nil
      }
      return pods.owner.finding(
        rule, .warning,
        "no container of the pod lists port \(number): the \(probe) of \(container.name) fails for "
          + "ever", at: port, path, related: related ?? [], help: help)
    }
  }
}

extension PodContainer {
  /// Whether another probe asks a port that the container lists.
  fileprivate func asksListedPort(but probe: String) -> Bool {
    ["livenessProbe", "readinessProbe", "startupProbe"].contains { other in
      guard other != probe, let action = node[other] else { return false }
      let port = ["httpGet", "tcpSocket", "grpc"].lazy.compactMap { action[$0]?["port"] }.first
      switch port.flatMap(IntOrString.init) {
      case .int(let number): return ports.contains { $0.number == number }
      case .string(let name): return ports.contains { $0.name == name }
      case nil: return false
      }
    }
  }
}
