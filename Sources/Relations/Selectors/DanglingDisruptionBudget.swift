import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A PodDisruptionBudget selects pods that something makes.
  static let danglingDisruptionBudget = RelationRule(
    "relations/dangling-disruption-budget", "The selector of a PodDisruptionBudget selects pods.",
    why: "A budget over no pod protects none: a drain may take all of them at once.",
    instead: "Write the labels of the pods' template into the selector.",
    examples: Examples(
      passing: [.pod("env: []") + budget("web")],
      failing: [
        (
          .pod("env: []") + budget("1️⃣wbe"),
          "PodDisruptionBudget web selects no pod: it protects none"
        )
      ])
  ) { graph, id in
    graph.objects(of: "PodDisruptionBudget").compactMap { budget in
      guard
        let selection = Selection(
          budget.object.root["spec"]?["selector"], at: ["spec", "selector"]),
        graph.pods(in: budget.namespace, selectedBy: selection.selector).isEmpty
      else { return nil }
      return graph.selectsNothing(budget, selection, id, "it protects none", severity: .warning)
    }
  }

  private static func budget(_ app: String) -> String {
    """

    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {minAvailable: 1, selector: {matchLabels: {app: \(app)}}}
    """
  }
}
