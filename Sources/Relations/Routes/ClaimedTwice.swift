import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A host and path lead to one place.
  static let claimedTwice = RelationRule(
    "relations/claimed-twice",
    "One Ingress or route alone claims a host and path, one Service alone a name of ExternalDNS.",
    why: "Which of two is served is for the controller to decide, mostly the older one; the other "
      + "is without effect, or takes over when the first is made anew. ExternalDNS gives one name the "
      + "addresses of both Services, and callers get one or the other.",
    instead:
      "Give one of them another host or path, or remove it; Services that are meant to share "
      + "a name say so with external-dns.alpha.kubernetes.io/set-identifier.",
    examples: Examples(
      passing: [
        webIngress("web", port: "{number: 80}")
          + "---\n"
          + webIngress("api", port: "{number: 80}").replacing("path: /", with: "path: /api")
          .replacing("name: web}", with: "name: api}"),
        route("web") + "---\n" + route("api", path: "/api"),
        service("web") + "---\n" + service("api", host: "api.example.org"),
      ],
      failing: [
        (
          webIngress("web", port: "{number: 80}")
            + "---\n"
            + webIngress("api", port: "{number: 80}")
            .replacing("name: web}", with: "name: api}")
            .replacing("path: /\n", with: "path: 1️⃣/\n"),
          "example.org/ is claimed by Ingress web too: one of the two is not served"
        ),
        (
          route("web") + "---\n" + route("api", path: "1️⃣/"),
          "example.org/ is claimed by HTTPRoute web too: one of the two is not served"
        ),
        (
          service("web") + "---\n" + service("api", host: "1️⃣api.example.org,www.example.org"),
          "www.example.org is claimed by Service web too: the name leads to both by turns"
        ),
      ]), needsAll: false
  ) { graph, id in
    var first: [String: HostClaim] = [:]
    var seen: Set<String> = []
    var findings: [Diagnostic] = []
    for claim in graph.objects(of: "Ingress").flatMap(\.ingressClaims)
      + graph.objects(of: "HTTPRoute").flatMap(\.routeClaims)
      + graph.objects(of: "Service").flatMap(\.nameClaims)
    {
      let key = "\(claim.owner.cluster) \(claim.key)"
      guard let other = first[key] else {
        first[key] = claim
        continue
      }
      guard graph.meet(other.owner, claim.owner),
        other.owner.name != claim.owner.name || other.owner.namespace != claim.owner.namespace
      else { continue }
      // A route of several Gateways claims the same of each.
      guard seen.insert("\(other.owner.name) \(claim.owner.name) \(claim.shown)").inserted else {
        continue
      }
      findings.append(
        claim.owner.finding(
          id, .warning,
          "\(claim.shown) is claimed by \(other.owner.shown) too: "
            + (claim.owner.kind == "Service"
              ? "the name leads to both by turns" : "one of the two is not served"),
          at: claim.node, claim.path,
          related: [Label("it is claimed here", at: other.node.origin.location)]))
    }
    return findings
  }

  private static func service(_ name: String, host: String = "www.example.org") -> String {
    """
    apiVersion: v1
    kind: Service
    metadata:
      name: \(name)
      annotations:
        external-dns.alpha.kubernetes.io/hostname: \(host)
    spec: {type: LoadBalancer, selector: {app: \(name)}, ports: [{port: 80}]}

    """
  }

  private static func route(_ name: String, path: String = "/") -> String {
    """
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: \(name)}
    spec:
      parentRefs: [{name: public}]
      hostnames: [example.org]
      rules:
        - matches: [{path: {type: PathPrefix, value: \(path)}}]
          backendRefs: [{name: \(name), port: 80}]

    """
  }
}
