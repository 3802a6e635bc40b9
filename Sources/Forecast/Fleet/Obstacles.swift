import Diagnostics
import Kubernetes
import Values
import YAML

/// What stops the rollout of a workload, or may.
struct Obstacles {
  private let workload: FleetWorkload
  private let forecast: WorkloadForecast
  private let namespace: NamespaceLimits
  private let objects: FleetObjects

  init(
    _ workload: FleetWorkload, _ forecast: WorkloadForecast, _ namespace: NamespaceLimits,
    among objects: FleetObjects
  ) {
    self.workload = workload
    self.forecast = forecast
    self.namespace = namespace
    self.objects = objects
  }

  /// All of them, the certain ones first.
  var all: [WorkloadForecast.Obstacle] {
    let found = [range, quota, probe, claim, unready].compactMap(\.self) + budgets
    return found.filter(\.isCertain) + found.filter { !$0.isCertain }
  }

  private func obstacle(
    _ isCertain: Bool, _ message: String, at location: Location?
  ) -> WorkloadForecast.Obstacle {
    WorkloadForecast.Obstacle(isCertain: isCertain, message: message, location: location)
  }

  private var range: WorkloadForecast.Obstacle? {
    namespace.violation(by: workload.object.root["spec"]?["template"]?["spec"])
      .map { obstacle(true, $0.message, at: $0.at) }
  }

  /// A quota that refuses pods of the rollout.
  private var quota: WorkloadForecast.Obstacle? {
    // Pods that have not ended count too, so that one more may be refused than the strategy wants.
    let counts = isRefusedPods ? [surgedPods, surgedPods + 1] : [surgedPods]
    let bounds = counts.lazy.compactMap { count in
      namespace.overdrawn(by: count, of: workload.usage).map { (count, $0) }
    }
    guard let (count, bound) = bounds.first else { return nil }
    let stops = !forecast.ends
    let effect =
      stops
      ? "the rollout does not end"
      : "pods wait until others have ended, and are tried again ever more seldom"
    return obstacle(
      stops,
      "ResourceQuota \(bound.quota) allows \(bound.limit) of \(bound.resource) in the namespace, "
        + "which \(count) pods of the rollout overdraw with what else runs there: \(effect)",
      at: bound.at)
  }

  /// Whether the server refuses a pod at some moment.
  private var isRefusedPods: Bool {
    (forecast.fast.states + forecast.slow.states).contains { state in
      state.conditions.contains { $0.type == "ReplicaFailure" && $0.value != nil }
    }
  }

  /// The pods that the strategy wants at once, those that have not ended among them.
  private var surgedPods: Int {
    let surge = DeploymentSpec(workload.stored(replicas: forecast.replicas))?.maxSurge ?? 0
    return max(forecast.mostPodsWithTerminating, forecast.replicas + surge)
  }

  /// A probe that cannot succeed before the rollout counts as failed.
  private var probe: WorkloadForecast.Obstacle? {
    guard workload.object.kind == "Deployment",
      let deadline = workload.stored.root["spec"]?["progressDeadlineSeconds"]?.int32,
      forecast.startup.least.inSeconds >= Double(deadline)
    else { return nil }
    let field =
      workload.object.root["spec"]?["progressDeadlineSeconds"]?.origin.location
      ?? workload.object.location
    return obstacle(
      true,
      "a pod is ready after \(forecast.startup.least) at the soonest, and after "
        + "progressDeadlineSeconds (\(deadline)) the rollout counts as failed", at: field)
  }

  /// A volume that only one node can have, while the strategy wants an old and a new pod at once.
  private var claim: WorkloadForecast.Obstacle? {
    guard workload.object.kind == "Deployment",
      let spec = DeploymentSpec(workload.stored(replicas: forecast.replicas)), spec.isRollingUpdate,
      spec.maxSurge > 0 || spec.maxUnavailable < spec.replicas
    else { return nil }
    let volumes = workload.object.root["spec"]?["template"]?["spec"]?["volumes"]?.elements ?? []
    for volume in volumes {
      guard let name = volume["persistentVolumeClaim"]?["claimName"],
        let claim = objects.claims.first(where: {
          $0.namespace == workload.object.namespace && $0.name == name.scalarText
        })
      else { continue }
      let modes = (claim.root["spec"]?["accessModes"]?.elements ?? []).compactMap(\.string)
      let isExclusive = modes == ["ReadWriteOncePod"]
      guard isExclusive || modes == ["ReadWriteOnce"] else { continue }
      return obstacle(
        isExclusive && spec.maxUnavailable == 0,
        "claim \(claim.name) is \(modes[0]): a new pod "
          + (isExclusive
            ? "cannot start while an old one has it"
            : "on another node cannot start while an old one has it")
          + "; with strategy Recreate the old one goes first", at: name.origin.location)
    }
    return nil
  }

  /// A rollout that does not end for no other reason that is known.
  private var unready: WorkloadForecast.Obstacle? {
    guard !forecast.ends, forecast.startup.most != nil, quota == nil, probe == nil else {
      return nil
    }
    return obstacle(
      false, "the rollout has not ended after \(Int(forecast.horizon.seconds)) seconds",
      at: workload.object.location)
  }

  /// Budgets that never let a node be drained of the pods.
  private var budgets: [WorkloadForecast.Obstacle] {
    objects.budgets.compactMap { object in
      guard object.namespace == workload.object.namespace,
        let budget = try? DisruptionBudget(object),
        budget.selector?.matches(workload.pod.labels) ?? false,
        budget.allowance(of: forecast.replicas) <= 0, forecast.replicas > 0
      else { return nil }
      let field = object.root["spec"]?["maxUnavailable"] ?? object.root["spec"]?["minAvailable"]
      return obstacle(
        false,
        "PodDisruptionBudget \(object.name) lets no pod be evicted while \(forecast.replicas) run: "
          + "it does not stop a rollout, but every drain of a node",
        at: field?.origin.location ?? object.location)
    }
  }
}
