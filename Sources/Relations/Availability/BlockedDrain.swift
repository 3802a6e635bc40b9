import Diagnostics
import Kubernetes
import YAML

extension RelationRule {
  /// A budget lets a drain take one pod at a time.
  static let blockedDrain = RelationRule(
    "relations/blocked-drain", "A PodDisruptionBudget lets a drain take a pod.",
    why: "Where the budget keeps as many pods as there are, no node that runs one can be drained, "
      + "and an upgrade of the cluster stops there.",
    instead: "Keep fewer pods than there are: minAvailable below replicas (below the autoscaler's "
      + "minReplicas), or maxUnavailable: 1.",
    examples: Examples(
      passing: [.pod("env: []", deployment: "replicas: 3") + budget("minAvailable: 2")],
      failing: [
        (
          .pod("env: []", deployment: "replicas: 3") + budget("minAvailable: 1️⃣3"),
          "PodDisruptionBudget web keeps every pod: no drain can take one"
        ),
        (
          .pod("env: []", deployment: "replicas: 1") + budget("minAvailable: 1️⃣50%"),
          "PodDisruptionBudget web keeps every pod: no drain can take one"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.objects(of: "PodDisruptionBudget").compactMap { graph.judge(budget: $0, id) }
  }

  private static func budget(_ field: String) -> String {
    """

    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web}
    spec: {\(field), selector: {matchLabels: {app: web}}}
    """
  }
}

extension ObjectGraph {
  fileprivate func judge(budget: GraphObject, _ rule: RuleID) -> Diagnostic? {
    let spec = budget.object.root["spec"]
    guard let selection = Selection(spec?["selector"], at: ["spec", "selector"]) else { return nil }
    let selected = pods(in: budget.namespace, selectedBy: selection.selector)
    let near = selected.filter { $0.owner.target == budget.target }
    let pods = near.isEmpty ? selected : near
    // How many there are is for an autoscaler to say that names something else by mistake.
    if pods.contains(where: { $0.replicasNode == nil && self.scaler(of: $0.owner) == nil }),
      scalers.contains(where: {
        $0.owner.namespace == budget.namespace && !isThere($0.reference.key)
      })
    {
      return nil
    }
    let counts = pods.map(leastReplicas)
    // What a drain may take is counted over all pods; of some nobody here says how many there are.
    guard !pods.isEmpty, !counts.contains(nil) else { return nil }
    let total = counts.reduce(0) { $0 + ($1 ?? 0) }
    guard total > 0 else { return nil }
    let field: String
    let kept: Int
    if let node = spec?["minAvailable"], let least = IntOrString(node) {
      guard let value = least.value(of: total, roundingUp: true) else { return nil }
      (field, kept) = ("minAvailable", value)
    } else if let node = spec?["maxUnavailable"], let most = IntOrString(node) {
      guard let value = most.value(of: total, roundingUp: true) else { return nil }
      (field, kept) = ("maxUnavailable", total - value)
    } else {
      return nil
    }
    guard kept >= total else { return nil }
    let largest = pods[0]
    let scaler = self.scaler(of: largest.owner)
    let source = scaler?.owner.object.root["spec"]?["minReplicas"] ?? largest.replicasNode
    return budget.finding(
      rule, .warning,
      "\(budget.shown) keeps every pod: no drain can take one",
      at: spec?[field], ["spec", .key(field)],
      related: [
        Label(
          "it keeps \(kept), and \(largest.owner.shown) has \(total)"
            + (scaler == nil ? "" : " where it is not scaled up"),
          at: source?.origin.location ?? largest.owner.place)
      ], help: total == 1 ? "have two pods, or no budget" : "keep \(total - 1) at most")
  }
}
