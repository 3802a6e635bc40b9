package import Kubernetes

/// Whether a fleet fits on its nodes.
package struct CapacityForecast: Sendable {
  /// At the autoscalers' least, as it is, at their most, and while the change rolls out.
  package var stages: [Stage]
  /// How far each autoscaled workload could grow beside the others as they are.
  package var limits: [Limit]

  /// The fleet at one size.
  package struct Stage: Sendable {
    /// Which size.
    package var name: String
    /// How many pods there are.
    package var pods: Int
    /// Pods that find no node, and why, in the scheduler's words.
    package var pending: [Pending]
    /// What the pods of each pool take.
    package var pools: [PoolUse]
  }

  /// Pods of a workload that find no node.
  package struct Pending: Sendable {
    /// The workload.
    package var workload: ObjectIdentity
    /// How many of its pods.
    package var count: Int
    /// Why, in the scheduler's words.
    package var message: String
  }

  /// What the pods of a pool take of it.
  package struct PoolUse: Sendable {
    /// The pool.
    package var name: String
    /// What they take and what there is, in thousandths, by resource.
    package var resources: [(name: String, used: Int, total: Int)]

    /// The resource of which the largest part is taken.
    package var binding: String? {
      resources.filter { $0.total > 0 }
        .map { (name: $0.name, part: Double($0.used) / Double($0.total)) }
        .max { $0.part < $1.part }?.name
    }
  }

  /// How far a workload could grow.
  package struct Limit: Sendable {
    /// The workload.
    package var workload: ObjectIdentity
    /// What its autoscaler may make of it.
    package var maxReplicas: Int
    /// How many of its pods fit on the nodes, those of all others as they are beside them.
    package var fitting: Int
    /// Whether more may fit: counting ended before the room did.
    package var mayBeMore: Bool
    /// How many fit into what the pools have left together, by resource.
    package var byResource: [(name: String, count: Int)]
  }

  /// Whether every pod finds a node, whatever the size.
  package var fits: Bool { stages.allSatisfy(\.pending.isEmpty) }

  /// Places the fleet at each size.
  ///
  /// - Parameter present: the fleet as it is, placed.
  init(_ fleet: FleetObjects, on present: FleetPlacement, rollouts: [WorkloadForecast]) {
    func stage(_ name: String, _ size: (FleetWorkload) -> Int) -> Stage {
      FleetPlacement(fleet, on: present.pools, size).stage(name)
    }
    stages = [
      stage("autoscalers at their least", \.leastReplicas), present.stage("as it is"),
      stage("autoscalers at their most", \.mostReplicas),
    ]
    if !rollouts.isEmpty {
      let peaks = Dictionary(
        rollouts.map { ($0.identity, $0.mostPodsWithTerminating) },
        uniquingKeysWith: { max($0, $1) })
      stages.append(
        stage("peak of the rollout") { workload in
          max(workload.replicas, peaks[workload.object.identity] ?? 0)
        })
    }
    limits = fleet.workloads.filter { $0.autoscaler != nil }.map { Limit($0, beside: present) }
  }
}

extension CapacityForecast.Limit {
  /// The most pods that are placed one by one to see how many fit.
  private static let most = 1_000

  fileprivate init(_ workload: FleetWorkload, beside present: FleetPlacement) {
    let own = workload.object.identity
    var scheduler = present.scheduler(without: own)
    let pod = workload.pod
    let left = scheduler.nodes
    byResource = pod.requests.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map {
      name, amount in
      let free = left.reduce(0) {
        $0.adding(
          saturating: max(0, $1.allocatable[name, default: 0] - $1.requested[name, default: 0]))
      }
      return (name, free / amount)
    }
    self.workload = own
    maxReplicas = workload.mostReplicas
    if let room = scheduler.room(forPodsLike: pod) {
      fitting = room
      mayBeMore = false
    } else {
      let most = max(Self.most, maxReplicas)
      var count = 0
      while count < most, case .placed = scheduler.place(pod) { count += 1 }
      fitting = count
      mayBeMore = count == most
    }
  }
}
