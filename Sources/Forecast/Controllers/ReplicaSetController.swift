/// Keeps the number of pods of each ReplicaSet: kube-controller-manager's `replicaset` controller.
struct ReplicaSetController {
  var queue = WorkQueue<Int>()

  /// The most pods that one pass creates or deletes.
  static let burst = 500

  /// Looks at one set; nil where it is gone.
  ///
  /// - Returns: whether its status was written.
  mutating func sync(_ set: inout SimulatedReplicaSet, _ store: inout PodStore) -> Bool {
    let active = store.active(in: set.id)
    let failure = manage(set, active: active, &store)
    let status = self.status(of: set, active: active, failure: failure, now: store.now)
    let isWritten = status != set.status
    set.status = status
    if failure != nil {
      queue.addAfterFailure(set.id, now: store.now)
      return isWritten
    }
    queue.forget(set.id)
    if set.minReadySeconds > 0, status.readyReplicas != status.availableReplicas,
      let next = active.nextAvailability(minReadySeconds: set.minReadySeconds, now: store.now)
    {
      queue.add(set.id, at: next)
    }
    return isWritten
  }

  /// Creates or deletes what is missing or too much.
  ///
  /// - Returns: the reason of a ReplicaFailure where the server refused.
  private func manage(
    _ set: SimulatedReplicaSet, active: [SimulatedPod], _ store: inout PodStore
  ) -> String? {
    let missing = set.replicas - active.count
    if missing > 0 {
      let isWhole = SlowStart.run(min(missing, Self.burst)) {
        store.create(set.template, set: set.id)
      }
      return isWhole ? nil : "FailedCreate"
    }
    for pod in ScaleDownOrder.first(min(-missing, Self.burst), of: active, now: store.now) {
      store.delete(pod.id)
    }
    return nil
  }

  /// What is reported of the pods that were there before this pass.
  private func status(
    of set: SimulatedReplicaSet, active: [SimulatedPod], failure: String?, now: SimulatedTime
  ) -> SimulatedReplicaSet.Status {
    SimulatedReplicaSet.Status(
      observedGeneration: set.generation, replicas: active.count,
      readyReplicas: active.count(where: \.isReady),
      availableReplicas: active.count {
        $0.isAvailable(minReadySeconds: set.minReadySeconds, now: now)
      },
      failure: failure.map { set.status.failure ?? $0 })
  }
}
