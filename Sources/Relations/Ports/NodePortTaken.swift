import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A port of the nodes is one Service's.
  static let nodePortTaken = RelationRule(
    "relations/node-port-taken", "A nodePort or a clusterIP is one Service's alone.",
    why:
      "The API server gives each port of the nodes and each address of the cluster once: it refuses "
      + "the Service that comes second.",
    instead: "Leave nodePort or clusterIP out, so that a free one is taken, or write another.",
    examples: Examples(
      passing: [
        service("web", "nodePort: 30080") + service("dns", "nodePort: 30080, protocol: UDP"),
        service("web", "port: 80") + service("api", "port: 80"),
      ],
      failing: [
        (
          service("web", "nodePort: 30080") + service("api", "nodePort: 1️⃣30080"),
          "nodePort 30080 is Service web's already: Service api is refused"
        )
      ]), needsAll: false
  ) { graph, id in
    var taken: [String: (service: GraphObject, node: Node)] = [:]
    var findings: [Diagnostic] = []
    func take(
      _ key: String, _ node: Node, by service: GraphObject, _ field: String, _ path: FieldPath
    ) {
      let key = "\(service.cluster) \(key)"
      guard let other = taken[key] else {
        taken[key] = (service, node)
        return
      }
      guard other.service.name != service.name || other.service.namespace != service.namespace,
        graph.meet(other.service, service)
      else { return }
      findings.append(
        service.finding(
          id, .error,
          "\(field) \(node.scalarText ?? "") is \(other.service.shown)'s already: "
            + "\(service.shown) is refused", at: node, path,
          related: [Label("it is taken here", at: other.node.origin.location)]))
    }
    for service in graph.objects(of: "Service") where service.group.isEmpty {
      for port in service.servicePorts {
        guard let node = port.node["nodePort"], let number = node.scalar?.integer, number > 0 else {
          continue
        }
        take(
          "\(number) \(port.node["protocol"]?.scalarText ?? "TCP")", node, by: service, "nodePort",
          ["spec", "ports", .index(port.index), "nodePort"])
      }
      guard let address = service.object.root["spec"]?["clusterIP"], let text = address.scalarText,
        !text.isEmpty, text != "None", !address.isPlaceholder
      else { continue }
      take("address \(text)", address, by: service, "clusterIP", ["spec", "clusterIP"])
    }
    return findings
  }

  private static func service(_ name: String, _ port: String) -> String {
    """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec: {type: NodePort, ports: [{\(port)}]}

    """
  }
}
