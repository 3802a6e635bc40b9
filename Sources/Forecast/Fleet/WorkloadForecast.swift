package import Diagnostics
package import Kubernetes

/// What becomes of one workload that a change touches.
package struct WorkloadForecast: Sendable {
  /// The workload.
  package var identity: ObjectIdentity
  /// The cluster that it is on; empty where an environment is one cluster.
  package var cluster = ""
  /// Where it is defined.
  package var location: Location?
  /// What the change does to it.
  package var change: Change
  /// What runs before and afterwards; of a DaemonSet the nodes.
  package var replicas: Int
  /// How long pods take to start.
  package var startup: StartupRange
  /// With the least times to start and to end.
  package var fast: Timeline
  /// With the most.
  package var slow: Timeline
  /// When the slow simulation ended.
  package var horizon: SimulatedTime
  /// What one pod requests, in thousandths.
  package var requests: [String: Int]
  /// What stops the rollout, or may.
  package var obstacles: [Obstacle]

  /// What a change does to a workload.
  package enum Change: Hashable, Sendable {
    case created
    /// Its size alone.
    case scaled(from: Int)
    /// What its autoscaler may make of it, or how fast; nil for none.
    case autoscaled(from: Bounds?, to: Bounds?)
    /// Its pods are replaced; the images that change, from and to.
    case replaced(images: [ImageChange])
    /// Its pods are replaced by others that are alike.
    case restarted

    /// Whether pods give way to others.
    package var replacesPods: Bool {
      switch self {
      case .replaced, .restarted: true
      case .created, .scaled, .autoscaled: false
      }
    }
  }

  /// What an autoscaler may make of a workload.
  package struct Bounds: Hashable, Sendable {
    /// minReplicas.
    package var least: Int
    /// maxReplicas.
    package var most: Int

    /// From minReplicas to maxReplicas.
    package init(least: Int, most: Int) {
      self.least = least
      self.most = most
    }
  }

  /// An image that changes.
  package struct ImageChange: Hashable, Sendable {
    /// The container.
    package var container: String
    /// The image before; nil for a new container.
    package var from: String?
    /// The image afterwards.
    package var to: String

    /// A change of a container's image.
    package init(container: String, from: String?, to: String) {
      self.container = container
      self.from = from
      self.to = to
    }
  }

  /// What stops a rollout, or may.
  package struct Obstacle: Hashable, Sendable {
    /// Which rule says so, as `forecast/quota`.
    package var rule: RuleID
    /// Whether the rollout does not end because of it.
    package var isCertain: Bool
    /// A sentence without its place.
    package var message: String
    /// The field that is to blame.
    package var location: Location?
  }

  /// What it is called, with its cluster where there are several.
  var title: String { cluster.isEmpty ? "\(identity)" : "\(identity) on \(cluster)" }
  /// Whether the rollout ends even where pods take the longest.
  package var ends: Bool { slow.completed != nil }

  /// The least number of ready pods.
  package var leastReady: Int { min(fast.leastReady, slow.leastReady) }
  /// The most pods that were not deleted.
  package var mostPods: Int { max(fast.mostPods, slow.mostPods) }
  /// The most pods with those that have not ended.
  package var mostPodsWithTerminating: Int {
    max(fast.mostPodsWithTerminating, slow.mostPodsWithTerminating)
  }
}

/// What becomes of the workloads of an environment.
package struct FleetForecast: Sendable {
  /// The environment.
  package var environment: String
  /// The workloads that the change touches, in the order of the environment.
  package var workloads: [WorkloadForecast]
  /// Workloads that it touches and that cannot be simulated.
  package var failures: [Failure]
  /// Workloads that the change removes.
  package var removed: [ObjectIdentity]
  /// How many workloads it leaves alone.
  package var untouched: Int
  /// What it has beside these and cannot be looked at.
  package var leftOut: [Omission] = []
  /// Whether the fleet fits on nodes; nil where none were given.
  package var capacity: CapacityForecast?
  /// What a load does to the workloads that are scaled by it; nil where none was given.
  package var loads: [LoadForecast]?
  /// Workloads with an autoscaler that the load does not scale, and why.
  package var unscaled: [Failure] = []
  /// What the loss of a pod, a node or a zone does.
  package var losses: [LossForecast]

  /// A workload that cannot be simulated.
  package struct Failure: Hashable, Sendable {
    /// The workload.
    package var workload: ObjectIdentity
    /// Why, in a sentence.
    package var reason: String
  }

  /// Whether it touches nothing.
  package var isEmpty: Bool { workloads.isEmpty && failures.isEmpty && removed.isEmpty }

  /// Whether something stops a rollout for certain, or the fleet does not fit.
  package var hasFindings: Bool {
    workloads.contains { $0.obstacles.contains(where: \.isCertain) }
      || capacity.map { !$0.fits } ?? false
  }
}
