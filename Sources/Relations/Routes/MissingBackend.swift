import Diagnostics

extension RelationRule {
  /// The Service that a route leads to is there.
  static let missingBackend = RelationRule(
    "relations/missing-backend", "The Service that an Ingress or a route leads to is there.",
    why: "Whoever calls the host gets 503, or the controller refuses the whole route.",
    instead: "Correct the backend's service name, or add the Service to the same namespace.",
    examples: Examples(
      passing: [webIngress("web", port: "{number: 80}") + webService],
      failing: [
        (
          webIngress("1️⃣wbe", port: "{number: 80}") + webService,
          "nothing here makes the Service wbe: callers get 503"
        )
      ])
  ) { graph, id in
    graph.backends.compactMap { backend in
      guard !graph.isThere(backend.reference.key) else { return nil }
      return graph.missing(backend.reference, id, "callers get 503")
    }
  }

  static func webIngress(_ service: String, port: String) -> String {
    """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: web}
    spec:
      rules:
        - host: example.org
          http:
            paths:
              - path: /
                pathType: Prefix
                backend: {service: {name: \(service), port: \(port)}}

    """
  }

  static let webService = """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {ports: [{name: http, port: 80}]}
    """
}
