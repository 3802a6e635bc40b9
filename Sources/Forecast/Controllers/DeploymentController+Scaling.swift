extension DeploymentController {
  /// Brings the sets to a new size of the Deployment (scale): the only one that has pods takes it,
  /// several share it in proportion.
  mutating func scale(_ spec: DeploymentSpec, new: Int?, _ store: inout PodStore) {
    let active = sets.indices.filter { sets[$0].replicas > 0 }
    if active.count <= 1 {
      if let index = active.first ?? index(new) ?? newestIndex {
        resize(at: index, to: spec.replicas, spec, &store)
      }
      return
    }
    if let index = index(new), isSaturated(sets[index], spec) {
      for old in active where old != index { resize(at: old, to: 0, spec, &store) }
      return
    }
    if spec.isRollingUpdate { scaleInProportion(active, spec, &store) }
  }

  private var newestIndex: Int? {
    sets.indices.max { (sets[$0].created, sets[$0].id) < (sets[$1].created, sets[$1].id) }
  }

  private func isSaturated(_ set: SimulatedReplicaSet, _ spec: DeploymentSpec) -> Bool {
    set.replicas == spec.replicas && set.desiredReplicas == spec.replicas
      && set.status.availableReplicas == spec.replicas
  }

  private mutating func scaleInProportion(
    _ active: [Int], _ spec: DeploymentSpec, _ store: inout PodStore
  ) {
    let allowed = spec.replicas > 0 ? spec.replicas + spec.maxSurge : 0
    let missing = allowed - active.reduce(0) { $0 + sets[$1].replicas }
    // The largest comes first; of equals the newer one when growing, the older one else.
    let order = active.sorted { left, right in
      let sizes = (sets[left].replicas, sets[right].replicas)
      guard sizes.0 == sizes.1 else { return sizes.0 > sizes.1 }
      let ages = ((sets[left].created, sets[left].id), (sets[right].created, sets[right].id))
      return missing > 0 ? ages.0 > ages.1 : ages.0 < ages.1
    }
    var sizes = order.map { sets[$0].replicas }
    var added = 0
    if missing != 0 {
      for (position, index) in order.enumerated() {
        let share = proportion(of: sets[index], spec, missing: missing, added: added)
        sizes[position] += share
        added += share
      }
      sizes[0] = max(0, sizes[0] + missing - added)
    }
    for (position, index) in order.enumerated() {
      setScale(at: index, to: sizes[position], spec, &store)
    }
  }

  /// What one set takes of the difference (GetReplicaSetProportion).
  private func proportion(
    of set: SimulatedReplicaSet, _ spec: DeploymentSpec, missing: Int, added: Int
  ) -> Int {
    guard missing != added else { return 0 }
    let rest = missing - added
    let share = fraction(of: set, spec)
    return missing > 0 ? min(share, rest) : max(share, rest)
  }

  private func fraction(of set: SimulatedReplicaSet, _ spec: DeploymentSpec) -> Int {
    guard spec.replicas > 0 else { return -set.replicas }
    let before = set.maxReplicas != 0 ? set.maxReplicas : deployment?.status.replicas ?? 0
    guard before != 0 else { return 0 }
    let size = Double(set.replicas * (spec.replicas + spec.maxSurge)) / Double(before)
    return Int((size + 0.5).rounded(.down)) - set.replicas
  }
}
