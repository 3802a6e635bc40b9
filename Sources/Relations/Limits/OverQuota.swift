import Diagnostics
import Kubernetes
import Values
import YAML

extension RelationRule {
  /// What a namespace's workloads ask for fits into its quota.
  static let overQuota = RelationRule(
    "relations/over-quota", "The pods of a namespace fit into its ResourceQuota.",
    why: "The API server refuses the pods that are too many, whichever come last.",
    instead: "Ask for less, or raise the quota.",
    examples: Examples(
      passing: [.pod("env: []", deployment: "replicas: 3") + quota],
      failing: [
        (
          .pod("env: []", deployment: "replicas: 1️⃣120") + quota,
          "with 120 of Deployment web the namespace has 120 pods, and ResourceQuota shop allows 60: "
            + "pods are refused"
        ),
        (
          .pod(
            "resources: {requests: {memory: 2Gi}}", deployment: "replicas: 1️⃣10") + quota,
          "with 10 of Deployment web the namespace has 20Gi of requests.memory, and ResourceQuota "
            + "shop allows 16Gi: pods are refused"
        ),
      ]), needsAll: false
  ) { graph, id in
    graph.objects(of: "ResourceQuota").compactMap { graph.judge(quota: $0, id) }
  }

  private static let quota = """

    ---
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: shop}
    spec: {hard: {pods: "60", requests.memory: 16Gi}}
    """
}

extension ObjectGraph {
  fileprivate func judge(quota: GraphObject, _ rule: RuleID) -> Diagnostic? {
    let spec = quota.object.root["spec"]
    // One with scopes counts some pods alone.
    guard spec?["scopes"] == nil, spec?["scopeSelector"] == nil else { return nil }
    let pods = pods(in: quota.namespace).filter { $0.isServing && isFirst($0.owner) }
    for entry in spec?["hard"]?.mapping?.entries ?? [] {
      guard let text = entry.value.scalarText, let hard = try? Quantity(text) else { continue }
      var total = Quantity(0)
      var largest: (pods: PodSet, count: Int, amount: Quantity)?
      for set in pods {
        guard let count = leastReplicas(of: set), count > 0,
          let one = set.amount(countedBy: entry.name)
        else { continue }
        let amount = one.times(count)
        total = (total + amount) ?? total
        if largest.map({ $0.amount < amount }) ?? true { largest = (set, count, amount) }
      }
      guard hard < total, let largest else { continue }
      let replicas = scaler(of: largest.pods.owner)?.owner.object.root["spec"]?["minReplicas"]
      let what = entry.name == "pods" ? "\(total) pods" : "\(total) of \(entry.name)"
      return largest.pods.owner.finding(
        rule, .error,
        "with \(largest.count) of \(largest.pods.owner.shown) the namespace has \(what), and "
          + "\(quota.shown) allows \(text): pods are refused",
        at: replicas ?? largest.pods.replicasNode, ["spec", "replicas"],
        related: [Label("the quota is here", at: entry.value.origin.location)])
    }
    return nil
  }
}

extension PodSet {
  /// What one pod adds to what a quota counts; nil for what pods do not add to.
  fileprivate func amount(countedBy name: String) -> Quantity? {
    switch name {
    case "pods", "count/pods": Quantity(1)
    case "cpu", "requests.cpu": amount("requests", of: "cpu")
    case "memory", "requests.memory": amount("requests", of: "memory")
    case "limits.cpu": amount("limits", of: "cpu")
    case "limits.memory": amount("limits", of: "memory")
    default: nil
    }
  }
}
