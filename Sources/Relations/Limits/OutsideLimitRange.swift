import Diagnostics
import Kubernetes
import Values
import YAML

extension RelationRule {
  /// What containers and claims ask for is within the namespace's LimitRange.
  static let outsideLimitRange = RelationRule(
    "relations/outside-limit-range",
    "What containers and claims ask for is within the LimitRange of their namespace.",
    why: "The API server refuses the pods or the claim.",
    instead: "Ask for an amount between min and max, or change the LimitRange.",
    examples: Examples(
      passing: [.pod("resources: {limits: {memory: 1Gi}}") + range],
      failing: [
        (
          .pod("resources: {limits: {memory: 1️⃣4Gi}}") + range,
          "limit 4Gi of memory is above the 2Gi that LimitRange shop allows: the pods are refused"
        ),
        (
          .pod("resources: {requests: {cpu: 1️⃣1m}}") + range,
          "request 1m of cpu is below the 10m that LimitRange shop asks for: the pods are refused"
        ),
        (
          .pod("resources: {requests: {cpu: 100m}, limits: {cpu: 1️⃣2}}") + range,
          "limit 2 of cpu is more than 4 times the request 100m, which LimitRange shop allows: the "
            + "pods are refused"
        ),
        (
          .pod("resources: {limits: {memory: 1️⃣2Gi}}\n" + side("b", "2Gi") + side("c", "1536Mi"))
            + range,
          "the limit 5632Mi of memory is above the 5Gi that LimitRange shop allows for a whole pod: "
            + "the pods are refused"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.objects(of: "LimitRange").flatMap { range in
      (range.object.root["spec"]?["limits"]?.elements ?? []).flatMap { limit in
        switch limit["type"]?.scalarText {
        case "Container": graph.containers(outside: limit, of: range, id)
        case "Pod": graph.pods(outside: limit, of: range, id)
        case "PersistentVolumeClaim": graph.claims(outside: limit, of: range, id)
        default: [Diagnostic]()
        }
      }
    }
  }

  private static func side(_ name: String, _ memory: String) -> String {
    "        - {name: \(name), image: example.org/side:1, resources: {limits: {memory: \(memory)}}}\n"
  }

  private static let range = """

    ---
    apiVersion: v1
    kind: LimitRange
    metadata: {name: shop}
    spec:
      limits:
        - {type: Container, min: {cpu: 10m}, max: {memory: 2Gi}, maxLimitRequestRatio: {cpu: 4}}
        - {type: Pod, max: {memory: 5Gi}}
    """
}

extension ObjectGraph {
  fileprivate func claims(
    outside limit: Node, of range: GraphObject, _ rule: RuleID
  ) -> [Diagnostic] {
    let bounds = Bound.all(of: limit).filter { $0.resource == "storage" }
    var findings: [Diagnostic] = []
    func look(_ owner: GraphObject, _ claim: Node, at path: [FieldPath.Step]) {
      guard let node = claim["spec"]?["resources"]?["requests"]?["storage"],
        let text = node.scalarText, let amount = try? Quantity(text)
      else { return }
      for bound in bounds where !bound.allows(amount) {
        findings.append(
          owner.finding(
            rule, .error,
            bound.sentence("request \(text)", of: range) + ": the claim is refused", at: node,
            FieldPath(path + ["spec", "resources", "requests", "storage"]),
            related: [Label("the bound is here", at: bound.node.origin.location)]))
      }
    }
    for claim in objects(of: "PersistentVolumeClaim") where claim.namespace == range.namespace {
      look(claim, claim.object.root, at: [])
    }
    for set in objects(of: "StatefulSet") where set.namespace == range.namespace {
      let templates = set.object.root["spec"]?["volumeClaimTemplates"]?.elements ?? []
      for (index, template) in templates.enumerated() {
        look(set, template, at: ["spec", "volumeClaimTemplates", .index(index)])
      }
    }
    return findings
  }
}
