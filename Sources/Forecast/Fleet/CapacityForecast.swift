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
  init(_ fleet: FleetObjects, on pools: NodePools, rollouts: [WorkloadForecast]) {
    func stage(_ name: String, _ size: (FleetWorkload) -> Int) -> Stage {
      Placement(fleet, on: pools, size).stage(name)
    }
    stages = [
      stage("autoscalers at their least", \.leastReplicas), stage("as it is", \.replicas),
      stage("autoscalers at their most", \.mostReplicas),
    ]
    if !rollouts.isEmpty {
      stages.append(
        stage("peak of the rollout") { workload in
          let rollout = rollouts.first { $0.identity == workload.object.identity }
          return max(workload.replicas, rollout?.mostPodsWithTerminating ?? 0)
        })
    }
    limits = fleet.workloads.filter { $0.autoscaler != nil }.map { workload in
      Limit(workload, among: fleet, on: pools)
    }
  }
}

/// A fleet placed on its nodes.
private struct Placement {
  var scheduler: Scheduler
  private let pools: NodePools
  private var pods = 0
  private var pending: [CapacityForecast.Pending] = []

  /// DaemonSets first, since their pods are there before others.
  init(_ fleet: FleetObjects, on pools: NodePools, _ size: (FleetWorkload) -> Int) {
    self.pools = pools
    scheduler = Scheduler(pools.nodes, existing: [])
    let daemons = fleet.workloads.filter { $0.object.kind == "DaemonSet" }
    for workload in daemons {
      pods += scheduler.placeOnEach(workload.pod)
    }
    for workload in fleet.workloads where workload.object.kind != "DaemonSet" {
      let pod = workload.pod
      var messages: [String: Int] = [:]
      let count = size(workload)
      for _ in 0..<count {
        guard case .pending(let pending) = scheduler.place(pod) else { continue }
        messages[pending.message, default: 0] += 1
      }
      pods += count
      pending += messages.sorted { $0.key < $1.key }.map {
        CapacityForecast.Pending(
          workload: workload.object.identity, count: $0.value, message: $0.key)
      }
    }
  }

  func stage(_ name: String) -> CapacityForecast.Stage {
    CapacityForecast.Stage(name: name, pods: pods, pending: pending, pools: uses)
  }

  private var uses: [CapacityForecast.PoolUse] {
    var position = 0
    return pools.pools.map { pool in
      let nodes = scheduler.nodes[position..<position + pool.nodes.count]
      position += pool.nodes.count
      let names = Set(nodes.flatMap(\.allocatable.keys)).union(nodes.flatMap(\.requested.keys))
      return CapacityForecast.PoolUse(
        name: pool.name,
        resources: names.subtracting(["pods"]).sorted().map { name in
          (
            name, nodes.reduce(0) { $0.adding(saturating: $1.requested[name, default: 0]) },
            nodes.reduce(0) { $0.adding(saturating: $1.allocatable[name, default: 0]) }
          )
        } + [
          (
            "pods", nodes.reduce(0) { $0 + $1.pods.count * 1_000 },
            nodes.reduce(0) { $0.adding(saturating: $1.allocatable["pods", default: 0]) }
          )
        ])
    }
  }
}

extension CapacityForecast.Limit {
  /// The most pods that are placed one by one to see how many fit.
  private static let most = 1_000

  fileprivate init(_ workload: FleetWorkload, among fleet: FleetObjects, on pools: NodePools) {
    let own = workload.object.identity
    var placement = Placement(fleet, on: pools) {
      $0.object.identity == own ? 0 : $0.replicas
    }
    let pod = workload.pod
    let left = placement.scheduler.nodes
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
    if let room = placement.scheduler.room(forPodsLike: pod) {
      fitting = room
      mayBeMore = false
    } else {
      let most = max(Self.most, maxReplicas)
      var count = 0
      while count < most, case .placed = placement.scheduler.place(pod) { count += 1 }
      fitting = count
      mayBeMore = count == most
    }
  }
}
