import Kubernetes

/// A fleet placed on its nodes.
struct FleetPlacement {
  /// The nodes.
  let pools: NodePools
  /// The nodes with the pods that found one.
  private(set) var scheduler: Scheduler
  /// The pods that found none.
  private(set) var pending: [CapacityForecast.Pending] = []
  private var pods = 0

  /// Places so many pods of each workload; DaemonSets first, since their pods are there before others.
  init(_ fleet: FleetObjects, on pools: NodePools, _ size: (FleetWorkload) -> Int) {
    self.pools = pools
    scheduler = Scheduler(pools.nodes, existing: [])
    for workload in fleet.workloads where workload.object.kind == "DaemonSet" {
      pods += scheduler.placeOnEach(workload.pod)
    }
    for workload in fleet.workloads where workload.object.kind != "DaemonSet" {
      let count = size(workload)
      pods += count
      pending += scheduler.place(count, of: workload.pod).pending.sorted { $0.key < $1.key }.map {
        CapacityForecast.Pending(
          workload: workload.object.identity, count: $0.value, message: $0.key)
      }
    }
  }

  /// The nodes without the pods of a workload.
  func scheduler(without workload: ObjectIdentity) -> Scheduler {
    scheduler.removing { $0.name == workload.name && $0.namespace == workload.namespace }
  }

  /// Why one pod more of a workload finds no node; nil where it does.
  func refusal(ofOneMore pod: SchedulingPod) -> String? {
    var scheduler = scheduler
    return scheduler.place(1, of: pod).pending.keys.first
  }

  /// What is told of this size of the fleet.
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
