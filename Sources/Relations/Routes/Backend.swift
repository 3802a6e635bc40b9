import Diagnostics
import Kubernetes
import YAML

/// Where a route leads: a Service, and one of its ports.
struct Backend: Sendable {
  let owner: GraphObject
  /// The name of the Service.
  let reference: Reference
  /// The port by number or name; nil where the route names none.
  let port: Node?
  let portPath: FieldPath
}

extension ObjectGraph {
  /// The Service that a backend names, where it is here.
  func service(of backend: Backend) -> GraphObject? {
    object(
      "Service", backend.reference.key.name, in: backend.reference.namespace,
      near: backend.owner.target)
  }
}

extension GraphObject {
  /// Where an Ingress or a route of the Gateway API leads.
  var backends: [Backend] {
    switch kind {
    case "Ingress": ingressBackends
    case "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute": routeBackends
    default: []
    }
  }

  private var ingressBackends: [Backend] {
    guard let spec = object.root["spec"] else { return [] }
    var found: [Backend] = []
    if let backend = spec["defaultBackend"] ?? spec["backend"] {
      let field: FieldPath.Step = spec["defaultBackend"] == nil ? "backend" : "defaultBackend"
      found += self.backend(backend, at: ["spec", field])
    }
    for (index, rule) in (spec["rules"]?.elements ?? []).enumerated() {
      for (place, path) in (rule["http"]?["paths"]?.elements ?? []).enumerated() {
        guard let backend = path["backend"] else { continue }
        found += self.backend(
          backend, at: ["spec", "rules", .index(index), "http", "paths", .index(place), "backend"])
      }
    }
    return found
  }

  private func backend(_ node: Node, at path: FieldPath) -> [Backend] {
    if let service = node["service"] {
      let port = service["port"]
      let field: FieldPath.Step = port?["number"] == nil ? "name" : "number"
      return backend(
        service["name"], at: path + ["service", "name"], port?["number"] ?? port?["name"],
        at: path + ["service", "port", field])
    }
    // As it was before networking.k8s.io/v1.
    return backend(
      node["serviceName"], at: path + ["serviceName"], node["servicePort"],
      at: path + ["servicePort"])
  }

  private func backend(
    _ name: Node?, at path: FieldPath, in namespace: String? = nil, _ port: Node?,
    at portPath: FieldPath
  ) -> [Backend] {
    guard let name, name.scalarText?.isEmpty == false, !name.isPlaceholder else { return [] }
    return [
      Backend(
        owner: self,
        reference: Reference(
          owner: self, kind: "Service", name: name, namespace: namespace ?? self.namespace,
          path: ReferencePath(root: path, tail: [])), port: port, portPath: portPath)
    ]
  }

  private var routeBackends: [Backend] {
    var found: [Backend] = []
    for (index, rule) in (object.root["spec"]?["rules"]?.elements ?? []).enumerated() {
      for (place, node) in (rule["backendRefs"]?.elements ?? []).enumerated() {
        let isService =
          (node["kind"]?.scalarText ?? "Service") == "Service"
          && (node["group"]?.scalarText ?? "").isEmpty
        guard isService else { continue }
        let path: FieldPath = ["spec", "rules", .index(index), "backendRefs", .index(place)]
        found += backend(
          node["name"], at: path + ["name"],
          in: node["namespace"]?.scalarText.map(GraphObject.key), node["port"],
          at: path + ["port"])
      }
    }
    return found
  }
}

/// A port of a Service.
struct ServicePort: Sendable {
  let node: Node
  let index: Int
  /// Empty where it has none.
  var name: String { node["name"]?.scalarText ?? "" }
  /// Nil where it is no number, of which the API server speaks.
  var number: Int? { node["port"]?.scalar?.integer }

  /// Where on the pods it leads: its own number where it does not say.
  var target: IntOrString? {
    guard let target = node["targetPort"], !target.isNull else { return number.map { .int($0) } }
    return IntOrString(target)
  }
}

extension GraphObject {
  /// The ports of a Service.
  var servicePorts: [ServicePort] {
    (object.root["spec"]?["ports"]?.elements ?? []).enumerated().map {
      ServicePort(node: $1, index: $0)
    }
  }

  /// The port of a Service that something names; nil where there is none.
  func servicePort(_ wanted: Node) -> ServicePort? {
    if let number = wanted.scalar?.integer {
      return servicePorts.first { $0.number == number }
    }
    return servicePorts.first { $0.name == wanted.scalarText }
  }
}
