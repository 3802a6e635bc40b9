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
  /// The cluster that it is on; empty where an environment is one cluster.
  package var cluster = ""
  /// How many pods it has.
  package var replicas: Int
  /// How many are lost, where they are spread as evenly as can be.
  package var lost: Int
  /// How many pods serve, from each moment on.
  package var steps: [Step]
  /// The part of the time in which at least one pod is ready, where pods fail alone.
  package var availability: Double
  /// The availability of one pod.
  package var podAvailability: Double
  /// What was taken for granted.
  package var assumptions: [String]

  /// A moment after a loss.
  package struct Step: Sendable {
    /// Seconds after the loss, at the soonest.
    package var seconds: Double
    /// The same at the latest; nil where nothing says when.
    package var latest: Double?
    /// The pods that serve from then on.
    package var ready: Int
    /// What happens.
    package var what: String

    fileprivate init(_ seconds: Double, to latest: Double?, _ ready: Int, _ what: String) {
      self.seconds = seconds
      self.latest = latest
      self.ready = ready
      self.what = what
    }

    fileprivate init(_ seconds: Double, _ ready: Int, _ what: String) {
      self.init(seconds, to: seconds, ready, what)
    }
  }

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
    self.podAvailability = podAvailability
    let (start, latest) = (startup.least.inSeconds, startup.most?.inSeconds)
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
        Step(0, left, "a pod is deleted, and another is created at once"),
        Step(start, to: latest, replicas, "the new one is ready"),
      ]
      assumptions = ["a new pod finds a node at once"]
    case .node, .zone:
      let found = Self.detection + Self.eviction
      steps = [
        Step(0, left, "the \(loss.rawValue) is silent; its endpoints still get requests"),
        Step(Self.detection, left, "it is found out, and its endpoints are taken away"),
        Step(found, left, "its pods are evicted, and others created"),
        Step(found + start, to: latest.map { found + $0 }, replicas, "the new ones are ready"),
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

  /// A part as a percentage, which is 100 for the whole alone.
  package static func percent(_ part: Double) -> String {
    let text = "\((part * 1e8).rounded(.down) / 1e6)"
    return "\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)%"
  }

  /// The availability as a percentage; of independent pods it never is the whole, however near.
  package var availabilityText: String {
    availability >= 1 && podAvailability < 1 && replicas > 0
      ? "more than 99.999999%" : Self.percent(availability)
  }
}
