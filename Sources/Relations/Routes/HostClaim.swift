import Diagnostics
import Kubernetes
import Values
import YAML

/// A host and path that an object wants to be called by.
struct HostClaim {
  let owner: GraphObject
  /// What is the same of two claims of which one alone is served.
  let key: String
  /// The host and path, for people.
  let shown: String
  let node: Node
  let path: FieldPath
}

extension GraphObject {
  /// What an Ingress claims.
  var ingressClaims: [HostClaim] {
    let annotations = object.annotations
    // Several of one host are meant to be merged, or to share its calls.
    let isShared = annotations.contains { name, value in
      name.hasSuffix("/canary") && value == "true" || name.hasSuffix("mergeable-ingress-type")
        || name.hasSuffix("/canary-by-header") || name.holds("acme.cert-manager.io")
    }
    guard !isShared, let spec = object.root["spec"] else { return [] }
    let controller =
      spec["ingressClassName"]?.scalarText ?? annotations["kubernetes.io/ingress.class"] ?? ""
    let entry = annotations.first { $0.key.hasSuffix("router.entrypoints") }?.value ?? ""
    var claims: [HostClaim] = []
    for (index, rule) in (spec["rules"]?.elements ?? []).enumerated() {
      let host = rule["host"]?.scalarText ?? ""
      guard !host.isEmpty, rule["host"]?.isPlaceholder == false else { continue }
      for (place, entryNode) in (rule["http"]?["paths"]?.elements ?? []).enumerated() {
        let path = entryNode["path"]?.scalarText ?? "/"
        let type = entryNode["pathType"]?.scalarText ?? ""
        claims.append(
          HostClaim(
            owner: self, key: [controller, entry, host, path, type].joined(separator: "\n"),
            shown: host + path, node: entryNode["path"] ?? rule["host"] ?? entryNode,
            path: ["spec", "rules", .index(index), "http", "paths", .index(place), "path"]))
      }
    }
    return claims
  }

  /// The names that a Service has ExternalDNS make; none where it is meant to share them.
  var nameClaims: [HostClaim] {
    let hostname = "external-dns.alpha.kubernetes.io/hostname"
    guard group.isEmpty, let annotations = object.metadata?["annotations"],
      annotations["external-dns.alpha.kubernetes.io/set-identifier"] == nil,
      let node = annotations[hostname], let hosts = node.scalarText, !node.isPlaceholder
    else { return [] }
    return hosts.split(separator: ",").map { host in
      let name = host.drop { $0 == " " }.lowercased()
      return HostClaim(
        owner: self, key: "ExternalDNS\n\(name)", shown: name, node: node,
        path: ["metadata", "annotations", .key(hostname)])
    }
  }

  /// What an HTTPRoute claims of each Gateway that it attaches to: of equal matches the oldest route's
  /// is served (Gateway API, HTTPRouteRule.matches).
  var routeClaims: [HostClaim] {
    guard let spec = object.root["spec"] else { return [] }
    let parents = (spec["parentRefs"]?.elements ?? []).map { parent in
      ["kind", "namespace", "name", "sectionName", "port"].map { field in
        parent[field]?.scalarText ?? (field == "namespace" ? object.namespace : "")
      }.joined(separator: " ")
    }
    let hosts = (spec["hostnames"]?.elements ?? []).filter { !$0.isPlaceholder }
    var claims: [HostClaim] = []
    for (index, rule) in (spec["rules"]?.elements ?? []).enumerated() {
      let matches = rule["matches"]?.elements ?? []
      for (place, match) in (matches.isEmpty ? [rule] : matches).enumerated() {
        let condition = matches.isEmpty ? nil : match
        let path = condition?["path"]?["value"]
        let text = path?.scalarText ?? "/"
        let rest =
          [condition?["path"]?["type"]?.scalarText ?? "PathPrefix", text]
          + ["method", "headers", "queryParams"].map { condition?[$0]?.plainText ?? "" }
        for host in hosts {
          for parent in parents {
            claims.append(
              HostClaim(
                owner: self, key: ([parent, host.scalarText ?? ""] + rest).joined(separator: "\n"),
                shown: (host.scalarText ?? "") + text, node: path ?? host,
                path: path == nil
                  ? ["spec", "hostnames"]
                  : [
                    "spec", "rules", .index(index), "matches", .index(place), "path", "value",
                  ]))
          }
        }
      }
    }
    return claims
  }
}

extension Node {
  /// What the node holds, whatever way it is written: equal nodes have equal texts.
  fileprivate var plainText: String {
    switch content {
    case .scalar(let scalar): "'\(scalar.text)'"
    case .sequence(let elements): "[" + elements.map(\.plainText).joined(separator: ",") + "]"
    case .mapping(let mapping):
      "{"
        + mapping.entries.map { "\($0.name):\($0.value.plainText)" }.sorted()
        .joined(separator: ",") + "}"
    }
  }
}
