import APIServer
import Kubernetes
import YAML

/// What is known of a rollout by whoever looks for what stops it.
struct RolloutOutlook {
  /// The workload as it is applied.
  let workload: FleetWorkload
  /// What runs of it; nil where nothing does.
  let present: FleetWorkload?
  /// How the rollout goes.
  let forecast: WorkloadForecast
  /// What bounds the pods of its namespace.
  let namespace: NamespaceLimits
  /// All that is applied.
  let objects: FleetObjects
  /// All that is applied on its nodes; nil where these are not known.
  let placement: FleetPlacement?
  /// Whether a rule that was asked before has named what stops the rollout.
  private(set) var isStopped = false

  /// Everything that stands in the way, what is certain first.
  var obstacles: [WorkloadForecast.Obstacle] {
    var outlook = self
    var found: [WorkloadForecast.Obstacle] = []
    for rule in ObstacleRule.all {
      found += rule.obstacles(to: outlook)
      outlook.isStopped = found.contains(where: \.isCertain)
    }
    return found.filter(\.isCertain) + found.filter { !$0.isCertain }
  }

  /// Whether pods are created, and not only others allowed.
  var startsPods: Bool {
    switch forecast.change {
    case .created, .replaced, .restarted: true
    case .scaled(let before): forecast.replicas > before
    case .autoscaled: false
    }
  }

  /// The Deployment that replaces pods bit by bit; nil for anything else.
  var rollingDeployment: DeploymentSpec? {
    guard workload.object.kind == "Deployment",
      forecast.change.replacesPods,
      let spec = DeploymentSpec(workload.stored(replicas: forecast.replicas)), spec.isRollingUpdate
    else { return nil }
    return spec
  }

  /// Whether a new pod has to be ready before an old one goes.
  var startsBeforeItStops: Bool {
    if let spec = rollingDeployment { return spec.maxSurge > 0 && spec.maxUnavailable == 0 }
    guard workload.object.kind == "DaemonSet", forecast.change.replacesPods else {
      return false
    }
    return (DaemonSetSpec(workload.stored)?.bounds(nodes: 1).surge ?? 0) > 0
  }

  /// A field of the pods' spec as it is written, with its place.
  func written(_ name: String) -> Node? {
    workload.object.root["spec"]?["template"]?["spec"]?[name]
  }
}
