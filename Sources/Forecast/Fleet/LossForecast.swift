package import Kubernetes
import Values

/// What is lost all at once.
package enum Loss: String, Sendable, CaseIterable {
  case pod, node, zone
}

/// What becomes of a workload's pods after a loss.
package struct LossForecast: Sendable {
  /// The workload.
  package var workload: ObjectIdentity
  /// How many pods it has.
  package var replicas: Int
  /// How many are lost, where they are spread as evenly as can be.
  package var lost: Int
  /// The number of pods that serve from each moment on, in seconds after the loss.
  package var steps: [(seconds: Double, ready: Int, what: String)]
  /// The part of the time in which at least one pod is ready, where pods fail alone.
  package var availability: Double
  /// What was taken for granted.
  package var assumptions: [String]

  /// When a lost node is found out (node-monitor-grace-period).
  private static let detection = 50.0
  /// How long its pods are kept (tolerationSeconds of the default tolerations).
  private static let eviction = 300.0

  init(
    _ workload: FleetWorkload, _ loss: Loss, startup: StartupRange, nodes: NodePools?,
    podAvailability: Double
  ) {
    self.workload = workload.object.identity
    let replicas = workload.replicas
    self.replicas = replicas
    let start = (startup.most ?? startup.least).inSeconds
    let parts =
      switch loss {
      case .pod: max(1, replicas)
      case .node: max(1, nodes?.count ?? replicas)
      case .zone: max(1, nodes?.zones ?? 3)
      }
    lost = replicas == 0 ? 0 : (replicas + parts - 1) / parts
    let left = replicas - lost
    availability = 1 - Self.power(1 - podAvailability, replicas)
    let spread = "pods lie evenly over \(parts) \(loss.rawValue)s"
    switch loss {
    case .pod:
      steps = [
        (0, left, "a pod is deleted, and another is created at once"),
        (start, replicas, "the new one is ready"),
      ]
      assumptions = ["a new pod finds a node at once"]
    case .node, .zone:
      steps = [
        (0, left, "the \(loss.rawValue) is silent; its endpoints still get requests"),
        (Self.detection, left, "it is found out, and its endpoints are taken away"),
        (Self.detection + Self.eviction, left, "its pods are evicted, and others created"),
        (Self.detection + Self.eviction + start, replicas, "the new ones are ready"),
      ]
      assumptions = [
        spread, "a silent node is found out after 50 s (node-monitor-grace-period)",
        "its pods are evicted 300 s later (default tolerations of not-ready and unreachable)",
        "the other nodes have room for them",
      ]
      if workload.object.kind == "StatefulSet" {
        steps.removeLast()
        steps[2].what = "its pods are marked for deletion, which nobody confirms: none is replaced"
        assumptions.append(
          "a StatefulSet replaces a pod only when its node says that it ended, or is deleted")
      }
    }
    assumptions.append(
      "a pod is available \(Self.percent(podAvailability)) of the time, whatever the others do")
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { result, _ in result * base }
  }

  /// A part as a percentage without a rounded-up 100.
  package static func percent(_ part: Double) -> String {
    let text = "\((part * 1e8).rounded(.down) / 1e6)"
    return "\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)%"
  }
}
