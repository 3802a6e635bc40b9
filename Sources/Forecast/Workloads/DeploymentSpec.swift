import Kubernetes
import YAML

/// What a Deployment asks for (apps/v1, defaults filled in).
struct DeploymentSpec {
  var replicas: Int
  var strategy: Strategy
  var minReadySeconds: Int
  /// Seconds without progress after which the rollout counts as failed; nil for never.
  var progressDeadline: Int?
  /// How many old ReplicaSets are kept; nil for all.
  var historyLimit: Int?
  var isPaused: Bool
  var template: PodTemplateRevision

  enum Strategy {
    case recreate
    case rollingUpdate(maxSurge: IntOrString, maxUnavailable: IntOrString)
  }

  /// Reads a defaulted Deployment; nil where it has no pod template.
  init?(_ object: KubernetesObject) {
    guard let spec = object.root["spec"], let template = spec["template"] else { return nil }
    func number(_ name: String) -> Int? { spec[name]?.int32 }
    replicas = max(0, number("replicas") ?? 1)
    minReadySeconds = number("minReadySeconds") ?? 0
    progressDeadline = number("progressDeadlineSeconds").flatMap { $0 == Int32.max ? nil : $0 }
    historyLimit = number("revisionHistoryLimit").flatMap { $0 == Int32.max ? nil : $0 }
    isPaused = spec["paused"]?.scalar?.boolean ?? false
    self.template = PodTemplateRevision(template)
    if spec["strategy"]?["type"]?.string == "Recreate" {
      strategy = .recreate
    } else {
      let rolling = spec["strategy"]?["rollingUpdate"]
      strategy = .rollingUpdate(
        maxSurge: rolling?["maxSurge"].flatMap { IntOrString($0) } ?? .string("25%"),
        maxUnavailable: rolling?["maxUnavailable"].flatMap { IntOrString($0) } ?? .string("25%"))
    }
  }

  var isRollingUpdate: Bool {
    if case .rollingUpdate = strategy { true } else { false }
  }

  /// How many pods may be there beyond `replicas`: percents are rounded up.
  var maxSurge: Int {
    guard case .rollingUpdate(let surge, _) = strategy else { return 0 }
    return surge.value(of: replicas, roundingUp: true) ?? 0
  }

  /// How many of `replicas` may be unavailable: percents are rounded down, but where that leaves
  /// neither these nor a surge, one may.
  var maxUnavailable: Int {
    guard case .rollingUpdate(_, let unavailable) = strategy, replicas > 0 else { return 0 }
    let bound = unavailable.value(of: replicas, roundingUp: false) ?? 0
    return min(replicas, bound == 0 && maxSurge == 0 ? 1 : bound)
  }
}
