import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The port that a Service leads to is one that its pods listen on.
  static let missingTargetPort = RelationRule(
    "relations/missing-target-port", "The targetPort of a Service is a port of its pods.",
    why: "By a name that no container has, the Service gets no endpoint for the port; by another "
      + "number, callers are refused. A number is looked at where the Service and its pods have one "
      + "port each and the command line does not speak of it: programs listen on ports that nobody "
      + "lists.",
    instead: "Write the name of a port of the container, or its containerPort.",
    examples: Examples(
      passing: [
        pod + service("http"), pod + service("8080"),
        .pod("env: []") + service("9090"),
        pod + service("9090") + service("http").replacing("name: web", with: "name: api"),
        .pod(
          "ports: [{containerPort: 8080}]\n"
            + "          livenessProbe: {exec: {command: [curl, localhost:8081]}}")
          + service("8081"),
      ],
      failing: [
        (
          pod + service("1️⃣web"),
          "no container behind Service web has a port web: the port never has an endpoint"
        ),
        (
          pod + service("1️⃣8081"),
          "no container behind Service web lists port 8081: callers are refused"
        ),
      ]), needsAll: false
  ) { graph, id in
    var findings: [Diagnostic] = []
    for service in graph.objects(of: "Service") where service.group.isEmpty {
      guard let selection = service.podSelection else { continue }
      let pods = graph.pods(in: service.namespace, selectedBy: selection.selector)
      guard !pods.isEmpty else { continue }
      for port in service.servicePorts {
        guard let target = port.target, !(port.node["targetPort"]?.isPlaceholder ?? false),
          !pods.contains(where: { $0.mayListen(on: target) })
        else { continue }
        let isNamed = if case .string = target { true } else { false }
        let known = pods.flatMap(\.running).flatMap(\.ports)
        guard
          isNamed
            || service.servicePorts.count == 1 && Set(known.map(\.number)).count == 1
              && !graph.isReached(known[0].number, of: pods[0], but: service)
        else { continue }
        let node = port.node["targetPort"] ?? port.node["port"]
        let field: FieldPath.Step = port.node["targetPort"] == nil ? "port" : "targetPort"
        let shown = pods[0].running.flatMap(\.ports).map {
          $0.name.isEmpty ? "\($0.number)" : "\($0.number) (\($0.name))"
        }
        let name = service.object.metadata?["name"]?.writtenName ?? service.name
        findings.append(
          service.finding(
            id, isNamed ? .error : .warning,
            isNamed
              ? "no container behind Service \(name) has a port \(target): "
                + "the port never has an endpoint"
              : "no container behind Service \(name) lists port \(target): callers are refused",
            at: node, ["spec", "ports", .index(port.index), field],
            related: [
              Label(
                "the ports of \(pods[0].owner.shown) are here",
                at: known.first?.node.origin.location ?? pods[0].owner.place)
            ],
            help: shown.isEmpty ? nil : "its ports are \(shown.joined(separator: ", "))",
            fix: isNamed
              ? port.node["targetPort"]?.fix(
                nearestOf: known.map(\.name).filter { !$0.isEmpty }) : nil))
      }
    }
    return findings
  }

  private static let pod: String = .pod("ports: [{name: http, containerPort: 8080}]")

  private static func service(_ target: String) -> String {
    """

    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80, targetPort: \(target)}]}
    """
  }
}

extension ObjectGraph {
  /// Whether another Service leads to a port of pods: what this one leads to is then a port that nobody
  /// lists, as one for metrics.
  fileprivate func isReached(_ number: Int, of pods: PodSet, but service: GraphObject) -> Bool {
    services(in: service.namespace).contains { other in
      guard other.name != service.name, let selection = other.podSelection,
        pods.isSelected(by: selection.selector)
      else { return false }
      return other.servicePorts.contains { $0.target.flatMap(pods.port) == number }
    }
  }
}

extension PodSet {
  /// Whether a container of the pods listens on a port, as far as can be told: one that is not listed
  /// may be open all the same.
  func mayListen(on port: IntOrString) -> Bool {
    let running = running
    switch port {
    case .string(let name):
      if let number = Int(name) { return mayListen(on: .int(number)) }
      return running.contains { $0.ports.contains { $0.name == name } }
    case .int(let number):
      // Containers of a pod share its ports, so one that lists none may be the one that is meant.
      return running.contains { container in
        let ports = container.ports
        return ports.isEmpty || ports.contains { $0.number == number }
          || container.mentions(number)
      }
    }
  }
}
