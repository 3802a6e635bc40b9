import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A route attaches to a listener of the Gateway that it names.
  static let unattachedRoute = RelationRule(
    "relations/unattached-route",
    "The Gateway that a route names is there and has a listener that takes the route.",
    why:
      "A listener takes routes of its own namespace unless allowedRoutes says otherwise, and of the "
      + "hosts that its hostname covers; a route that none takes is accepted by the API server and "
      + "served by nobody.",
    instead:
      "Name one of the Gateway's listeners in sectionName, a host that it is for in hostnames, "
      + "or let it take the route's namespace in allowedRoutes.",
    examples: Examples(
      passing: [
        gateway() + route("{name: public, sectionName: https}"),
        route("{name: public}"),
        gateway(takes: "team: web") + route("{name: public}") + namespace("team: web"),
        gateway(takes: "team: web") + route("{name: public}"),
      ],
      failing: [
        (
          gateway() + route("{name: public, sectionName: 1️⃣htps}"),
          "Gateway public has no listener htps: the route is served by nobody"
        ),
        (
          gateway() + route("{name: public, namespace: edge}", host: "1️⃣shop.example.com"),
          "no listener of Gateway public is for shop.example.com: the route is served by nobody"
        ),
        (
          gateway()
            + route("{name: 1️⃣public, namespace: edge}").replacing(
              "web, namespace: edge", with: "web"),
          "Gateway public takes routes of its own namespace alone: the route is served by nobody"
        ),
        (
          gateway(takes: "team: web") + route("{name: 1️⃣public}") + namespace("team: shop"),
          "Gateway public takes no routes of a namespace with such labels: the route is served by "
            + "nobody"
        ),
        (
          gateway() + route("{name: 1️⃣pubic}"),
          "nothing here makes the Gateway pubic: the route is served by nobody"
        ),
      ])
  ) { graph, id in
    guard graph.has("Gateway") else { return [] }
    return graph.attachments.compactMap { graph.judge($0, $1, at: $2, id) }
  }

  private static func gateway(takes labels: String? = nil) -> String {
    let allowed =
      labels.map {
        ", allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {\($0)}}}}"
      } ?? ""
    return """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: public, namespace: edge}
      spec:
        listeners: [{name: https, port: 443, protocol: HTTPS, hostname: "*.example.org"\(allowed)}]
      ---

      """
  }

  private static func namespace(_ labels: String) -> String {
    """

    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: edge, labels: {\(labels)}}
    """
  }

  private static func route(_ parent: String, host: String = "www.example.org") -> String {
    """
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: web, namespace: edge}
    spec:
      parentRefs: [\(parent)]
      hostnames: [\(host)]
    """
  }
}

extension ObjectGraph {
  /// The Gateways that routes attach to, each with the node that names it and its place.
  var attachments: [(gateway: Reference, parent: Node, path: FieldPath)] {
    GraphObject.routeKinds.flatMap { objects(of: $0) }.flatMap { route in
      (route.object.root["spec"]?["parentRefs"]?.elements ?? []).enumerated().compactMap {
        index, parent in
        guard (parent["kind"]?.scalarText ?? "Gateway") == "Gateway", let name = parent["name"],
          name.scalarText?.isEmpty == false, !name.isPlaceholder
        else { return nil }
        let path: FieldPath = ["spec", "parentRefs", .index(index)]
        let reference = Reference(
          owner: route, kind: "Gateway", name: name,
          namespace: parent["namespace"]?.scalarText.map(GraphObject.key) ?? route.namespace,
          path: ReferencePath(root: path + ["name"], tail: []))
        return (reference, parent, path)
      }
    }
  }

  fileprivate func judge(
    _ reference: Reference, _ parent: Node, at path: FieldPath, _ rule: RuleID
  ) -> Diagnostic? {
    let (route, name) = (reference.owner, reference.name)
    guard
      let gateway = object(
        "Gateway", reference.key.name, in: reference.namespace, near: route.target)
    else {
      guard !isThere(reference.key), isManaged(reference) else { return nil }
      return missing(reference, rule, "the route is served by nobody")
    }
    let listeners = gateway.object.root["spec"]?["listeners"]?.elements ?? []
    func unserved(_ message: String, at node: Node, _ field: FieldPath) -> Diagnostic {
      route.finding(
        rule, .error, "\(message): the route is served by nobody", at: node, field,
        related: [gateway.label("the Gateway is here")])
    }
    let shown = "Gateway \(reference.name.writtenName)"
    var taking = listeners
    if let section = parent["sectionName"], let wanted = section.scalarText, !wanted.isEmpty {
      taking = listeners.filter { $0["name"]?.scalarText == wanted }
      guard !taking.isEmpty else {
        return unserved(
          "\(shown) has no listener \(wanted)", at: section, path + ["sectionName"])
      }
    }
    let labels = labels(ofNamespaceOf: route)
    let selects = taking.contains { $0.allowedNamespaces == "Selector" }
    taking = taking.filter {
      $0.takes(routesFrom: route.namespace, labelled: labels, to: gateway.namespace)
    }
    guard !taking.isEmpty else {
      guard !listeners.isEmpty else { return nil }
      return unserved(
        selects
          ? "\(shown) takes no routes of a namespace with such labels"
          : "\(shown) takes routes of its own namespace alone", at: name, path + ["name"])
    }
    let hosts = route.object.root["spec"]?["hostnames"]?.elements ?? []
    guard let host = hosts.first, !hosts.contains(where: \.isPlaceholder),
      !taking.contains(where: { listener in hosts.contains { listener.isFor($0) } })
    else { return nil }
    return unserved(
      "no listener of \(shown) is for \(host.scalarText ?? "")", at: host,
      ["spec", "hostnames", .index(0)])
  }

  /// The labels of the namespace of a route; nil where its object is not here.
  private func labels(ofNamespaceOf route: GraphObject) -> [String: String]? {
    let name = route.namespace.isEmpty ? "default" : route.namespace
    let namespaces = objects(of: "Namespace")
    guard let object = namespaces.first(where: { $0.name == name && meet($0, route) }) else {
      return nil
    }
    // The API server gives each the label of its name.
    return object.object.labels.merging(["kubernetes.io/metadata.name": name]) { $1 }
  }

  /// Whether a Gateway that is not here is not likely to be another's.
  private func isManaged(_ reference: Reference) -> Bool {
    if case .whole = ownership.claim(on: reference.namespace) { return true }
    return Spelling.nearest(
      to: reference.key.name, among: names(of: "Gateway", in: reference.namespace)) != nil
  }
}

extension GraphObject {
  /// The kinds of routes of the Gateway API.
  static let routeKinds = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"]
}

extension Node {
  /// What a listener says of the namespaces whose routes it takes.
  fileprivate var allowedNamespaces: String {
    self["allowedRoutes"]?["namespaces"]?["from"]?.scalarText ?? "Same"
  }

  /// Whether a listener takes routes of a namespace.
  ///
  /// - Parameter labels: those of the namespace; nil where nobody knows them, so that it may.
  fileprivate func takes(
    routesFrom namespace: String, labelled labels: [String: String]?, to own: String
  ) -> Bool {
    switch allowedNamespaces {
    case "Same": return namespace == own
    case "None": return false
    case "Selector":
      guard let labels,
        let selector = self["allowedRoutes"]?["namespaces"]?["selector"]
          .flatMap({ try? LabelSelector($0) })
      else { return true }
      return selector.matches(labels)
    default: return true
    }
  }

  /// Whether a listener is for a host: its hostname is the same, or one of both covers the other.
  fileprivate func isFor(_ host: Node) -> Bool {
    guard let own = self["hostname"]?.scalarText, !own.isEmpty,
      self["hostname"]?.isPlaceholder == false
    else { return true }
    let (left, right) = (own.lowercased(), (host.scalarText ?? "").lowercased())
    return left == right || left.covers(right) || right.covers(left)
  }
}

extension String {
  /// `*.example.org` covers what ends like it and has a label more.
  fileprivate func covers(_ other: String) -> Bool {
    hasPrefix("*.") && other.hasSuffix(dropFirst()) && other.utf8.count > utf8.count - 1
  }
}
