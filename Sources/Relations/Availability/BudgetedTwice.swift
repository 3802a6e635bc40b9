import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// One budget alone is over a pod.
  static let budgetedTwice = RelationRule(
    "relations/budgeted-twice", "One PodDisruptionBudget alone selects a pod.",
    why:
      "The eviction API answers with an error for a pod that several budgets select, so no drain can "
      + "take it.",
    instead: "Remove one of the budgets, or narrow its selector.",
    examples: Examples(
      passing: [.pod("env: []") + budget("web", "{app: web}") + budget("api", "{app: api}")],
      failing: [
        (
          .pod("env: []") + budget("web", "{app: web}") + budget("1️⃣all", "{}"),
          "pods of Deployment web are selected by PodDisruptionBudget web too: no drain can take them"
        )
      ]), needsAll: false
  ) { graph, id in
    var first: [String: GraphObject] = [:]
    var findings: [Diagnostic] = []
    for budget in graph.objects(of: "PodDisruptionBudget") where graph.isFirst(budget) {
      guard
        let selection = Selection(
          budget.object.root["spec"]?["selector"], at: ["spec", "selector"])
      else { continue }
      var isSaid = false
      for pods in graph.pods(in: budget.namespace, selectedBy: selection.selector) {
        guard graph.meet(pods.owner, budget), pods.isServing else {
          continue
        }
        let key =
          "\(pods.owner.kind)/\(pods.owner.namespace)/\(pods.owner.name)/\(pods.owner.target)"
        guard let other = first[key] else {
          first[key] = budget
          continue
        }
        guard !isSaid, graph.meet(other, budget) else { continue }
        isSaid = true
        findings.append(
          budget.finding(
            id, .warning,
            "pods of \(pods.owner.shown) are selected by \(other.shown) too: no drain can take them",
            at: budget.object.metadata?["name"], ["spec", "selector"],
            related: [
              other.label("the other budget"), pods.owner.label("\(pods.owner.shown) is here"),
            ]))
      }
    }
    return findings
  }

  private static func budget(_ name: String, _ labels: String) -> String {
    """

    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: \(name)}
    spec: {maxUnavailable: 1, selector: {matchLabels: \(labels)}}
    """
  }
}
