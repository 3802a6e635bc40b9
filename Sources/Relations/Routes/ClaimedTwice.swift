import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A host and path lead to one place.
  static let claimedTwice = RelationRule(
    "relations/claimed-twice", "One Ingress or route alone claims a host and path.",
    why: "Which of two is served is for the controller to decide, mostly the older one; the other "
      + "is without effect, or takes over when the first is made anew.",
    instead: "Give one of them another host or path, or remove it.",
    examples: Examples(
      passing: [
        webIngress("web", port: "{number: 80}")
          + "---\n"
          + webIngress("api", port: "{number: 80}").replacing("path: /", with: "path: /api")
          .replacing("name: web}", with: "name: api}")
      ],
      failing: [
        (
          webIngress("web", port: "{number: 80}")
            + "---\n"
            + webIngress("api", port: "{number: 80}")
            .replacing("name: web}", with: "name: api}")
            .replacing("path: /\n", with: "path: 1️⃣/\n"),
          "example.org/ is claimed by Ingress web too: one of the two is not served"
        )
      ]), needsAll: false
  ) { graph, id in
    var first: [String: Claim] = [:]
    var findings: [Diagnostic] = []
    for claim in graph.objects(of: "Ingress").flatMap(\.hostClaims) {
      guard let other = first[claim.key] else {
        first[claim.key] = claim
        continue
      }
      guard graph.targetsMeet || other.owner.target == claim.owner.target,
        other.owner.name != claim.owner.name || other.owner.namespace != claim.owner.namespace
      else { continue }
      findings.append(
        claim.owner.finding(
          id, .warning,
          "\(claim.shown) is claimed by \(other.owner.shown) too: one of the two is not served",
          at: claim.node, claim.path,
          related: [Label("it is claimed here", at: other.node.origin.location)]))
    }
    return findings
  }
}

/// A host and path that an object wants to be called by.
private struct Claim {
  let owner: GraphObject
  let key: String
  let shown: String
  let node: Node
  let path: FieldPath
}

extension GraphObject {
  fileprivate var hostClaims: [Claim] {
    let annotations = object.annotations
    // Several of one host are meant to be merged, or to share its calls.
    let isShared = annotations.contains { name, value in
      name.hasSuffix("/canary") && value == "true" || name.hasSuffix("mergeable-ingress-type")
        || name.hasSuffix("/canary-by-header") || name.contains("acme.cert-manager.io")
    }
    guard !isShared, let spec = object.root["spec"] else { return [] }
    let controller =
      spec["ingressClassName"]?.scalarText ?? annotations["kubernetes.io/ingress.class"] ?? ""
    let entry = annotations.first { $0.key.hasSuffix("router.entrypoints") }?.value ?? ""
    var claims: [Claim] = []
    for (index, rule) in (spec["rules"]?.elements ?? []).enumerated() {
      let host = rule["host"]?.scalarText ?? ""
      guard !host.isEmpty, rule["host"]?.isPlaceholder == false else { continue }
      for (place, entryNode) in (rule["http"]?["paths"]?.elements ?? []).enumerated() {
        let path = entryNode["path"]?.scalarText ?? "/"
        let type = entryNode["pathType"]?.scalarText ?? ""
        claims.append(
          Claim(
            owner: self, key: [controller, entry, host, path, type].joined(separator: "\n"),
            shown: host + path, node: entryNode["path"] ?? rule["host"] ?? entryNode,
            path: ["spec", "rules", .index(index), "http", "paths", .index(place), "path"]))
      }
    }
    return claims
  }
}
