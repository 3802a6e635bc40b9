import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// The port that a route names is one of the Service's.
  static let missingBackendPort = RelationRule(
    "relations/missing-backend-port",
    "The port that an Ingress or a route names is one of the Service's.",
    why: "The Service is there and does not answer on that port: callers get 503.",
    instead:
      "Write the port of the Service (not that of the container), by its number or its name.",
    examples: Examples(
      passing: [
        webIngress("web", port: "{number: 80}") + webService,
        webIngress("web", port: "{name: http}") + webService,
      ],
      failing: [
        (
          webIngress("web", port: "{number: 1️⃣8080}") + webService,
          "Service web has no port 8080: callers get 503"
        ),
        (
          webIngress("web", port: "{name: 1️⃣htp}") + webService,
          "Service web has no port htp: callers get 503"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.backends.compactMap { backend in
      guard let port = backend.port, let name = port.scalarText, !port.isPlaceholder,
        let service = graph.service(of: backend), !service.isExternalName
      else { return nil }
      let ports = service.servicePorts
      // A port that cannot be read is the API server's to find.
      guard !ports.isEmpty, ports.allSatisfy({ $0.number != nil }),
        service.servicePort(port) == nil
      else { return nil }
      let known = ports.map { port in
        port.name.isEmpty ? "\(port.number ?? 0)" : "\(port.number ?? 0) (\(port.name))"
      }
      return backend.owner.finding(
        id, .error,
        "Service \(backend.reference.name.writtenName) has no port \(name): callers get 503",
        at: port, backend.portPath,
        related: [service.label("its ports are here: \(known.joined(separator: ", "))")],
        help: "write \(known.joined(separator: " or "))",
        fix: port.scalar?.type == .string
          ? port.fix(nearestOf: ports.map(\.name).filter { !$0.isEmpty }) : nil)
    }
  }
}

extension GraphObject {
  /// Whether a Service is a name for something outside of the cluster.
  var isExternalName: Bool { object.root["spec"]?["type"]?.string == "ExternalName" }
}
