import Diagnostics
import Kubernetes
import Values
import YAML

extension RelationRule {
  /// What a namespace's workloads ask for fits into its quota.
  static let overQuota = RelationRule(
    "relations/over-quota", "What a namespace has fits into its ResourceQuota.",
    why: "The API server refuses the pods, claims and Services that are too many, whichever come "
      + "last.",
    instead: "Ask for less, or raise the quota.",
    examples: Examples(
      passing: [
        .pod("env: []", deployment: "replicas: 3") + quota,
        claim("a", "4Gi") + balancer("a") + quota,
      ],
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
        (
          claim("a", "4Gi") + claim("b", "1️⃣8Gi") + quota,
          "with PersistentVolumeClaim b the namespace has 12Gi of requests.storage, and "
            + "ResourceQuota shop allows 10Gi: what comes last is refused"
        ),
        (
          balancer("a") + balancer("1️⃣b") + quota,
          "with Service b the namespace has 2 of services.loadbalancers, and ResourceQuota shop "
            + "allows 1: what comes last is refused"
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
    spec:
      hard:
        pods: "60"
        requests.memory: 16Gi
        requests.storage: 10Gi
        services.loadbalancers: "1"
    """

  private static func claim(_ name: String, _ storage: String) -> String {
    """

    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: \(name)}
    spec: {resources: {requests: {storage: \(storage)}}}
    """
  }

  private static func balancer(_ name: String) -> String {
    """

    ---
    apiVersion: v1
    kind: Service
    metadata: {name: \(name)}
    spec: {type: LoadBalancer, ports: [{port: 80}]}
    """
  }
}

extension ObjectGraph {
  fileprivate func judge(quota: GraphObject, _ rule: RuleID) -> Diagnostic? {
    let spec = quota.object.root["spec"]
    // One with scopes counts some pods alone.
    guard spec?["scopes"] == nil, spec?["scopeSelector"] == nil else { return nil }
    var sums = PodSums()
    for entry in spec?["hard"]?.mapping?.entries ?? [] {
      guard let text = entry.value.scalarText, let hard = try? Quantity(text),
        let uses = uses(of: entry.name, in: quota.namespace, &sums)
      else { continue }
      let total = uses.reduce(Quantity.zero) { ($0 + $1.amount) ?? $0 }
      guard hard < total, let largest = uses.largest else { continue }
      let owner = largest.owner
      let what = entry.name == "pods" ? "\(total) pods" : "\(total) of \(entry.name)"
      let isOfPods = owner.kind != "PersistentVolumeClaim" && largest.count != nil
      return owner.finding(
        rule, .error,
        "with \(largest.count.map { "\($0) of " } ?? "")\(owner.shown) the namespace has \(what), and "
          + "\(quota.shown) allows \(text): \(isOfPods ? "pods are" : "what comes last is") refused",
        at: largest.node, isOfPods ? ["spec", "replicas"] : [],
        related: [Label("the quota is here", at: entry.value.origin.location)])
    }
    return nil
  }
}

extension [QuotaUse] {
  /// What adds most: of several alike the first where it is for pods, and else the last, which is one
  /// too many.
  fileprivate var largest: QuotaUse? {
    var largest: QuotaUse?
    for use in self {
      guard let known = largest else {
        largest = use
        continue
      }
      if known.amount < use.amount || use.count == nil && !(use.amount < known.amount) {
        largest = use
      }
    }
    return largest
  }
}
