import Kubernetes
import Values
import YAML

/// What a HorizontalPodAutoscaler asks for (autoscaling/v2).
struct AutoscalerSpec: Sendable {
  /// The kind and the name of what is scaled.
  var target: (kind: String, name: String)
  var minReplicas: Int
  var maxReplicas: Int
  /// As many as it may ask for, also where its bounds are the wrong way round.
  var mostReplicas: Int { max(minReplicas, maxReplicas) }
  var metrics: [MetricSource]
  /// nil where the object has no spec.behavior, which is not the same as the defaults of one.
  var behavior: Behavior?

  /// How fast it scales in either direction.
  struct Behavior: Sendable {
    var up: ScalingRules
    var down: ScalingRules
  }

  /// Reads an object, with or without its defaults.
  init(_ object: KubernetesObject) {
    let spec = object.root["spec"]
    target = (
      spec?["scaleTargetRef"]?["kind"]?.scalarText ?? "",
      spec?["scaleTargetRef"]?["name"]?.scalarText ?? ""
    )
    minReplicas = spec?["minReplicas"]?.int32 ?? 1
    maxReplicas = spec?["maxReplicas"]?.int32 ?? 1
    metrics = (spec?["metrics"]?.elements ?? []).compactMap(MetricSource.init)
    // autoscaling/v1 has one metric, which is a field.
    if let percent = spec?["targetCPUUtilizationPercentage"]?.int32 {
      metrics = [.cpu(utilization: percent)]
    }
    if metrics.isEmpty { metrics = [.standard] }
    if let node = spec?["behavior"], !node.isNull {
      behavior = Behavior(
        up: ScalingRules(node["scaleUp"], else: .up),
        down: ScalingRules(node["scaleDown"], else: .down))
    }
  }

  /// How far a ratio may be from 1 before anything is scaled.
  var tolerance: Tolerance {
    Tolerance(
      up: behavior?.up.tolerance ?? Tolerance.standard,
      down: behavior?.down.tolerance ?? Tolerance.standard)
  }
}

/// How far a ratio may be from 1 before anything is scaled (KEP-4951).
struct Tolerance {
  var up: Double
  var down: Double

  /// The controller's flag --horizontal-pod-autoscaler-tolerance.
  static let standard = 0.1

  func allows(_ ratio: Double) -> Bool { 1 - down <= ratio && ratio <= 1 + up }
}

/// How fast an autoscaler scales in one direction (HPAScalingRules).
struct ScalingRules: Sendable {
  /// The seconds over which the most careful recommendation counts.
  var stabilizationWindow: Int
  var select: Selection
  var policies: [Policy]
  var tolerance: Double?

  enum Selection: String, Sendable {
    case most = "Max"
    case least = "Min"
    case disabled = "Disabled"
  }

  struct Policy: Sendable {
    var isPercent: Bool
    var value: Int
    var periodSeconds: Int
  }

  /// What an autoscaler without rules of its own does when it scales up.
  static let up = ScalingRules(
    stabilizationWindow: 0, select: .most,
    policies: [
      Policy(isPercent: false, value: 4, periodSeconds: 15),
      Policy(isPercent: true, value: 100, periodSeconds: 15),
    ])
  /// The same when it scales down.
  static let down = ScalingRules(
    stabilizationWindow: HorizontalAutoscaler.downscaleWindow, select: .most,
    policies: [Policy(isPercent: true, value: 100, periodSeconds: 15)])

  private init(stabilizationWindow: Int, select: Selection, policies: [Policy]) {
    self.stabilizationWindow = stabilizationWindow
    self.select = select
    self.policies = policies
  }

  /// The rules of a node; what it leaves out is as in `rules`.
  init(_ node: Node?, else rules: ScalingRules) {
    self = rules
    guard let node, !node.isNull else { return }
    stabilizationWindow = node["stabilizationWindowSeconds"]?.int32 ?? stabilizationWindow
    select = node["selectPolicy"]?.string.flatMap(Selection.init) ?? select
    if let elements = node["policies"]?.elements {
      policies = elements.map {
        Policy(
          isPercent: $0["type"]?.string == "Percent", value: $0["value"]?.int32 ?? 0,
          periodSeconds: $0["periodSeconds"]?.int32 ?? 0)
      }
    }
    tolerance = node["tolerance"]?.scalarText.flatMap { try? Quantity($0) }?.approximate
  }
}
