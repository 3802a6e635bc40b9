extension DeploymentController {
  /// A pass of a rolling update (rolloutRolling): up where there is room, else down where enough is
  /// available.
  mutating func rollingUpdate(
    _ deployment: inout SimulatedDeployment, _ store: inout PodStore
  ) {
    guard let new = newReplicaSet(&deployment, creates: true, &store), let index = index(new)
    else { return }
    if growNew(at: index, deployment.spec, &store) {
      return syncProgress(&deployment, new: new, &store)
    }
    if shrinkOld(besides: index, deployment.spec, &store) {
      return syncProgress(&deployment, new: new, &store)
    }
    if isComplete(deployment, deployment.status) { cleanUp(deployment.spec, new: new, &store) }
    syncProgress(&deployment, new: new, &store)
  }

  /// reconcileNewReplicaSet.
  private mutating func growNew(
    at index: Int, _ spec: DeploymentSpec, _ store: inout PodStore
  ) -> Bool {
    let own = sets[index].replicas
    guard own != spec.replicas else { return false }
    let total = sets.reduce(0) { $0 + $1.replicas }
    let size =
      own > spec.replicas ? spec.replicas : Self.allowed(spec, total: total, own: own)
    return resize(at: index, to: size, spec, &store)
  }

  /// reconcileOldReplicaSets: pods that are not available go first, then as many as there are
  /// available ones to spare.
  private mutating func shrinkOld(
    besides new: Int, _ spec: DeploymentSpec, _ store: inout PodStore
  ) -> Bool {
    let old = sets.indices.filter { $0 != new && sets[$0].replicas > 0 }
      .sorted { (sets[$0].created, sets[$0].id) < (sets[$1].created, sets[$1].id) }
    guard !old.isEmpty else { return false }
    let total = sets.reduce(0) { $0 + $1.replicas }
    let least = spec.replicas - spec.maxUnavailable
    let newUnavailable = sets[new].replicas - sets[new].status.availableReplicas
    let room = total - least - newUnavailable
    guard room > 0 else { return false }

    var removed = 0
    for index in old where removed < room {
      let unavailable = sets[index].replicas - sets[index].status.availableReplicas
      // A status that counts more than there should be is not of this size yet: the pass ends.
      guard unavailable >= 0 else { return false }
      guard unavailable > 0 else { continue }
      let count = min(room - removed, unavailable)
      resize(at: index, to: sets[index].replicas - count, spec, &store)
      removed += count
    }
    let available = sets.reduce(0) { $0 + $1.status.availableReplicas }
    let spare = available - least
    var taken = 0
    for index in old where taken < spare && sets[index].replicas > 0 {
      let count = min(sets[index].replicas, spare - taken)
      resize(at: index, to: sets[index].replicas - count, spec, &store)
      taken += count
    }
    return removed + taken > 0
  }

  /// A pass of a recreation (rolloutRecreate): the new set comes when no old pod is left.
  mutating func recreate(_ deployment: inout SimulatedDeployment, _ store: inout PodStore) {
    var new = newReplicaSet(&deployment, creates: false, &store)
    var isShrinking = false
    for index in sets.indices where sets[index].id != new && sets[index].replicas > 0 {
      if resize(at: index, to: 0, deployment.spec, &store) { isShrinking = true }
    }
    if isShrinking || hasOldPods(new: new, store) {
      return syncProgress(&deployment, new: new, &store)
    }
    if new == nil { new = newReplicaSet(&deployment, creates: true, &store) }
    guard let index = index(new) else { return }
    resize(at: index, to: deployment.spec.replicas, deployment.spec, &store)
    if isComplete(deployment, deployment.status) { cleanUp(deployment.spec, new: new, &store) }
    syncProgress(&deployment, new: new, &store)
  }

  private func hasOldPods(new: Int?, _ store: PodStore) -> Bool {
    sets.contains { $0.id != new && $0.status.replicas > 0 }
      || store.pods.contains { pod in
        pod.set != new && sets.contains { $0.id == pod.set }
      }
  }
}
