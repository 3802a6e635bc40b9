import Diagnostics
import Kubernetes
import YAML

extension ObstacleRule {
  /// A ResourceQuota has room for the rollout.
  static let quota = ObstacleRule(
    "forecast/quota", "A ResourceQuota has room for all pods of a rollout, ending ones among them.",
    why:
      "The API server refuses the pods that are too many. The ReplicaSet tries again after 5 ms, then "
      + "ever more seldom, up to 1000 s, and not when room becomes free.",
    instead:
      "Raise the quota by the surge, lower maxSurge, or let old pods go first: maxSurge: 0 with "
      + "maxUnavailable: 1.",
    examples: Examples(
      passing: [
        Example(
          before: Example.deployment(image: "web:1") + bounds(#"pods: "9""#),
          after: Example.deployment() + bounds(#"pods: "9""#)),
        // Counts pods that end by themselves alone.
        Example(after: Example.deployment() + bounds(#"pods: "1""#, "scopes: [Terminating]")),
      ],
      failing: [
        Example(
          before: Example.deployment(image: "web:1") + bounds(#"pods: "3""#),
          after: Example.deployment() + bounds(#"pods: 1️⃣"3""#),
          message:
            "ResourceQuota team allows 3 of pods in the namespace, which 4 pods of the rollout "
            + "overdraw with what else runs there: the rollout does not end", isCertain: true,
          startup: "5s"),
        Example(
          before: Example.deployment(image: "web:1") + bounds(#"pods: "4""#),
          after: Example.deployment() + bounds(#"pods: 1️⃣"4""#),
          message:
            "ResourceQuota team allows 4 of pods in the namespace, which 5 pods of the rollout "
            + "overdraw with what else runs there: pods wait until others have ended, and are tried "
            + "again ever more seldom", startup: "5s"),
        Example(
          after: Example.statefulSet(
            "replicas: 3\n  volumeClaimTemplates: [{metadata: {name: data}, spec: "
              + "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}}]")
            + bounds("requests.storage: 1️⃣20Gi"),
          message:
            "ResourceQuota team allows 20Gi of requests.storage in the namespace, which 3 pods "
            + "overdraw with what else is there: 2 of them get their claims", isCertain: true),
        Example(
          after: Example.deployment() + autoscaler + bounds(#"pods: 1️⃣"6""#),
          message:
            "ResourceQuota team allows 6 of pods in the namespace: of the 10 that the autoscaler "
            + "may ask for 6 are created"),
      ])
  ) { outlook in
    guard let finding = duringRollout(outlook) ?? ofClaims(outlook) ?? whenGrown(outlook) else {
      return []
    }
    return [finding]
  }

  /// Every container says what a ResourceQuota counts.
  static let missingRequest = ObstacleRule(
    "forecast/missing-request", "Every container says how much it wants of what a quota counts.",
    why:
      "In a namespace with a quota on CPU or memory the API server refuses pods of which a container "
      + "does not say how much it asks for.",
    instead:
      "Set the container's resources, or give the namespace a LimitRange that fills them in.",
    examples: Examples(
      passing: [
        Example(
          after: Example.deployment(container: "resources: {requests: {cpu: 1}}")
            + bounds("requests.cpu: 10"))
      ],
      failing: [
        Example(
          after: Example.deployment() + bounds("limits.memory: 1️⃣10Gi"),
          message:
            "ResourceQuota team bounds limits.memory, of which container web says nothing: every "
            + "pod is refused", isCertain: true)
      ])
  ) { outlook in
    guard outlook.startsPods,
      let (bound, container) = outlook.namespace.unsaid(by: outlook.workload.podSpec)
    else { return [] }
    return [
      Finding(
        true,
        "ResourceQuota \(bound.quota) bounds \(bound.resource), of which container \(container) says "
          + "nothing: every pod is refused", at: bound.hard.origin.location)
    ]
  }

  private static func duringRollout(_ outlook: RolloutOutlook) -> Finding? {
    let forecast = outlook.forecast
    guard outlook.startsPods else { return nil }
    let surge = DeploymentSpec(outlook.workload.stored(replicas: forecast.replicas))?.maxSurge ?? 0
    let wanted: Int =
      forecast.change.replacesPods ? forecast.replicas + surge : forecast.replicas
    let pods = max(forecast.mostPodsWithTerminating, wanted)
    // Pods that have not ended count too, so that one more may be refused than the strategy wants.
    let counts = forecast.isRefusedPods ? [pods, pods + 1] : [pods]
    let overdrawn = counts.lazy.compactMap { count in
      outlook.namespace.overdrawn(by: count, of: outlook.workload).flatMap { bound in
        bound.isOnPods ? (count, bound) : nil
      }
    }.first
    guard let (count, bound) = overdrawn else { return nil }
    let effect =
      forecast.ends
      ? "pods wait until others have ended, and are tried again ever more seldom"
      : "the rollout does not end"
    return Finding(
      !forecast.ends,
      "ResourceQuota \(bound.quota) allows \(bound.hard.scalarText ?? "") of \(bound.resource) in the "
        + "namespace, which \(count) pods of the rollout overdraw with what else runs there: \(effect)",
      at: bound.hard.origin.location)
  }

  /// A StatefulSet's claims stay, so that only their number counts.
  private static func ofClaims(_ outlook: RolloutOutlook) -> Finding? {
    let count = outlook.forecast.replicas
    guard outlook.startsPods,
      let bound = outlook.namespace.overdrawn(by: count, of: outlook.workload), !bound.isOnPods
    else { return nil }
    let allowed = outlook.namespace.allowed(by: bound, of: outlook.workload)
    return Finding(
      true,
      "ResourceQuota \(bound.quota) allows \(bound.hard.scalarText ?? "") of \(bound.resource) in the "
        + "namespace, which \(count) pods overdraw with what else is there: \(allowed) of them get "
        + "their claims", at: bound.hard.origin.location)
  }

  private static func whenGrown(_ outlook: RolloutOutlook) -> Finding? {
    let most = outlook.workload.mostReplicas
    guard most > outlook.forecast.replicas,
      let bound = outlook.namespace.overdrawn(by: most, of: outlook.workload)
    else { return nil }
    let allowed = outlook.namespace.allowed(by: bound, of: outlook.workload)
    return Finding(
      false,
      "ResourceQuota \(bound.quota) allows \(bound.hard.scalarText ?? "") of \(bound.resource) in the "
        + "namespace: of the \(most) that the autoscaler may ask for \(allowed) are created",
      at: bound.hard.origin.location)
  }

  private static func bounds(_ hard: String, _ rest: String = "") -> String {
    """

    ---
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: team}
    spec:
      hard: {\(hard)}
      \(rest)

    """
  }

  private static let autoscaler = """

    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      minReplicas: 3
      maxReplicas: 10

    """
}

extension NamespaceLimits.Bound {
  /// Whether it is pods that are counted, and not the claims made for them.
  fileprivate var isOnPods: Bool {
    !["persistentvolumeclaims", "count/persistentvolumeclaims", "requests.storage"].contains(
      resource)
  }
}

extension WorkloadForecast {
  /// Whether the server refuses a pod at some moment.
  fileprivate var isRefusedPods: Bool {
    (fast.states + slow.states).contains { state in
      state.conditions.contains { $0.type == "ReplicaFailure" && $0.value != nil }
    }
  }
}
