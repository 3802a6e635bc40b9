import Diagnostics
import Kubernetes
import YAML

extension ObstacleRule {
  /// A strategy means what it says.
  static let roundedAway = ObstacleRule(
    "forecast/rounded-away", "A percentage of pods is at least one of them.",
    why:
      "What may be unavailable is rounded down. Where it comes to nothing, and there is no surge, the "
      + "controller takes one pod away all the same, so that fewer are ready than the strategy seems to say.",
    instead: "Set maxUnavailable: 1, or maxSurge: 1 where none may be missing.",
    examples: Examples(
      passing: [
        Example(before: Example.deployment(image: "web:1"), after: Example.deployment())
      ],
      failing: [
        Example(
          before: Example.deployment(image: "web:1"),
          after: Example.deployment(
            "replicas: 3\n  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1️⃣25%}}"),
          message:
            "maxUnavailable 25% of 3 pods is rounded down to 0, and maxSurge is 0: the controller "
            + "takes 1 pod away all the same")
      ])
  ) { outlook in
    guard let spec = outlook.rollingDeployment, spec.maxSurge == 0, spec.replicas > 0,
      case .rollingUpdate(let surge, let unavailable) = spec.strategy,
      case .string(let share) = unavailable,
      unavailable.value(of: spec.replicas, roundingUp: false) == 0
    else { return [] }
    let rolling = outlook.workload.object.root["spec"]?["strategy"]?["rollingUpdate"]
    return [
      Finding(
        false,
        "maxUnavailable \(share) of \(spec.replicas) pods is rounded down to 0, and maxSurge is "
          + "\(surge): the controller takes 1 pod away all the same",
        at: rolling?["maxUnavailable"]?.origin.location ?? rolling?.origin.location
          ?? outlook.workload.object.location)
    ]
  }

  /// A rollout ends.
  static let unfinished = ObstacleRule(
    "forecast/unfinished", "A rollout ends by itself.",
    why:
      "One that is paused, or keeps pods back, waits for somebody. What waits in the simulation for a pod "
      + "that never is ready waits in a cluster too.",
    instead:
      "Go on with it (kubectl rollout resume, a lower partition), or look at the picture for what it "
      + "waits for.",
    examples: Examples(
      passing: [
        Example(
          before: Example.deployment(image: "web:1"), after: Example.deployment(), startup: "5s")
      ],
      failing: [
        Example(
          before: Example.deployment(image: "web:1", "paused: true"),
          after: Example.deployment("paused: 1️⃣true"),
          message: "the Deployment is paused: no pod is replaced until somebody resumes it",
          startup: "5s"),
        Example(
          before: Example.statefulSet(image: "web:1", "updateStrategy: {type: OnDelete}"),
          after: Example.statefulSet("updateStrategy: {type: 1️⃣OnDelete}"),
          message: "with OnDelete a pod is replaced when somebody deletes it", startup: "5s"),
        Example(
          before: Example.statefulSet(
            image: "web:1", "replicas: 3\n  updateStrategy: {rollingUpdate: {partition: 2}}"),
          after: Example.statefulSet(
            "replicas: 3\n  updateStrategy: {rollingUpdate: {partition: 1️⃣2}}"),
          message: "partition 2 leaves 2 of 3 pods as they are", startup: "5s"),
      ])
  ) { outlook in
    let workload = outlook.workload
    let written = workload.object.root["spec"]
    func finding(_ message: String, at node: Node?) -> [Finding] {
      [Finding(false, message, at: node?.origin.location ?? workload.object.location)]
    }
    guard outlook.startsPods, !outlook.forecast.ends else { return [] }
    if workload.object.kind == "Deployment", let paused = written?["paused"],
      paused.scalar?.boolean == true
    {
      return finding(
        "the Deployment is paused: no pod is replaced until somebody resumes it", at: paused)
    }
    let strategy = written?["updateStrategy"]
    if let type = strategy?["type"], type.string == "OnDelete" {
      return finding("with OnDelete a pod is replaced when somebody deletes it", at: type)
    }
    if let partition = strategy?["rollingUpdate"]?["partition"], let count = partition.int32,
      count > 0
    {
      let kept = min(count, outlook.forecast.replicas)
      return finding(
        "partition \(count) leaves \(kept) of \(outlook.forecast.replicas) pods as they are",
        at: partition)
    }
    guard outlook.forecast.startup.most != nil, !outlook.isStopped else { return [] }
    return finding(
      "the rollout has not ended after \(Int(outlook.forecast.horizon.seconds)) seconds", at: nil)
  }

  /// A budget lets nodes be drained.
  static let drain = ObstacleRule(
    "forecast/drain", "A PodDisruptionBudget lets a pod go when its node is drained.",
    why:
      "Budgets do not bind rollouts. One that allows nothing stops every drain, and so the upgrade of "
      + "a cluster.",
    instead: "Keep fewer pods than there are: minAvailable below replicas, or maxUnavailable: 1.",
    examples: Examples(
      passing: [Example(after: Example.deployment() + budget("minAvailable: 2"))],
      failing: [
        Example(
          after: Example.deployment() + budget("minAvailable: 1️⃣3"),
          message: "PodDisruptionBudget web lets no pod be evicted while 3 run: it does not stop a "
            + "rollout, but every drain of a node")
      ])
  ) { outlook in
    let (workload, pods) = (outlook.workload.object, outlook.forecast.replicas)
    guard workload.kind != "DaemonSet", pods > 0 else { return [] }
    return outlook.objects.budgets.compactMap { object in
      guard object.namespace == workload.namespace, let budget = try? DisruptionBudget(object),
        budget.selector?.matches(outlook.workload.labels) ?? false,
        budget.allowance(of: pods) <= 0
      else { return nil }
      let field = object.root["spec"]?["maxUnavailable"] ?? object.root["spec"]?["minAvailable"]
      return Finding(
        false,
        "PodDisruptionBudget \(object.name) lets no pod be evicted while \(pods) run: it does not stop a "
          + "rollout, but every drain of a node", at: field?.origin.location ?? object.location)
    }
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
