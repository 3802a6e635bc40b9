import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// What a route or a Gateway takes from another namespace is granted to it there.
  static let missingGrant = RelationRule(
    "relations/missing-grant",
    "A Service that a route leads to in another namespace is granted to it there.",
    why:
      "The Gateway API lets nobody lead into a namespace without a ReferenceGrant in it: the route's "
      + "ResolvedRefs is false, and callers get 500. Services that are not made here are not looked at.",
    instead:
      "Add a ReferenceGrant to the Service's namespace, from the route's kind and namespace to "
      + "Service.",
    examples: Examples(
      passing: [
        route + """
          ---
          apiVersion: gateway.networking.k8s.io/v1beta1
          kind: ReferenceGrant
          metadata: {name: web, namespace: shop}
          spec:
            from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}]
            to: [{group: "", kind: Service}]
          """
      ],
      failing: [
        (
          route.replacing(
            "name: cart, namespace: shop, port", with: "name: 1️⃣cart, namespace: shop, port"),
          "no ReferenceGrant lets HTTPRoute web lead to Service cart of another namespace: callers "
            + "get 500"
        )
      ])
  ) { graph, id in
    graph.backends.compactMap { backend in
      let reference = backend.reference
      guard backend.owner.kind != "Ingress", reference.namespace != backend.owner.namespace,
        let service = graph.service(of: backend), service.namespace == reference.namespace,
        !graph.objects(of: "ReferenceGrant").contains(where: { $0.grants(reference) }),
        !graph.absent.mayHave(kind: "ReferenceGrant"),
        !graph.ownership.isUnseen(reference.namespace)
      else { return nil }
      return backend.owner.finding(
        id, .warning,
        "no ReferenceGrant lets \(backend.owner.shown) lead to \(service.shown) of another "
          + "namespace: callers get 500", at: reference.name, reference.path.fieldPath,
        related: [service.label("the Service is here")])
    }
  }

  private static let route = """
    apiVersion: v1
    kind: Service
    metadata: {name: cart, namespace: shop}
    spec: {ports: [{port: 80}]}
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: web, namespace: edge}
    spec: {rules: [{backendRefs: [{name: cart, namespace: shop, port: 80}]}]}

    """
}

extension GraphObject {
  /// Whether a ReferenceGrant lets an object name another in the grant's namespace.
  fileprivate func grants(_ reference: Reference) -> Bool {
    guard namespace == reference.namespace, let spec = object.root["spec"] else { return false }
    let isFrom = (spec["from"]?.elements ?? []).contains { from in
      from["kind"]?.scalarText == reference.owner.kind
        && from["namespace"]?.scalarText.map(GraphObject.key) == reference.owner.namespace
    }
    return isFrom
      && (spec["to"]?.elements ?? []).contains { to in
        to["kind"]?.scalarText == reference.kind
          && (to["name"] == nil || to["name"]?.scalarText == reference.key.name)
      }
  }
}
