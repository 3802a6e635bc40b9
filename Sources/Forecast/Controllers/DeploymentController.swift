/// Rolls a Deployment out: kube-controller-manager's `deployment` controller, with the `replicaset`
/// controller that acts for it.
struct DeploymentController {
  var deployment: SimulatedDeployment?
  var sets: [SimulatedReplicaSet] = []
  var replicaSets = ReplicaSetController()
  var queue = WorkQueue<Int>()
  /// Every template that had a ReplicaSet, in the order of their first ones.
  var templates: [PodTemplateRevision] = []
  var created = 0
  /// Sets that the history's limit removed, whose pods may not have ended yet.
  var removed: [SimulatedReplicaSet] = []

  /// The only key of the Deployment's queue.
  static let key = 0
}

/// A Deployment as the API holds it.
struct SimulatedDeployment {
  var spec: DeploymentSpec
  var generation = 1
  /// The annotation deployment.kubernetes.io/revision; 0 where it is absent.
  var revision = 0
  var status = DeploymentStatus()
}

extension DeploymentController: WorkloadController {
  var next: SimulatedTime? {
    [queue.next, replicaSets.queue.next].compactMap(\.self).min()
  }

  mutating func wake(at now: SimulatedTime) {
    queue.wake(at: now)
    replicaSets.queue.wake(at: now)
  }

  mutating func observe(_ events: [PodEvent], _ store: PodStore) {
    for event in events where sets.contains(where: { $0.id == event.set }) {
      replicaSets.queue.add(event.set)
      // A Recreate that waits for old pods goes on when the last is gone.
      if event.kind == .gone, deployment?.spec.isRollingUpdate == false, store.pods.isEmpty {
        queue.add(Self.key)
      }
    }
  }

  mutating func step(_ store: inout PodStore) -> Bool {
    if let id = replicaSets.queue.take() {
      if let index = sets.firstIndex(where: { $0.id == id }),
        replicaSets.sync(&sets[index], &store)
      {
        store.isChanged = true
        notify(setAt: index)
      }
      return true
    }
    guard queue.take() != nil else { return false }
    if var deployment {
      sync(&deployment, &store)
      self.deployment = deployment
    }
    return true
  }

  /// What a watch tells after a ReplicaSet was written.
  private mutating func notify(setAt index: Int) {
    replicaSets.queue.add(sets[index].id)
    queue.add(Self.key)
  }

  // MARK: - One pass

  /// syncDeployment.
  private mutating func sync(_ deployment: inout SimulatedDeployment, _ store: inout PodStore) {
    pauseOrResume(&deployment, &store)
    if deployment.spec.isPaused || isScaling(&deployment, &store) {
      syncScale(&deployment, &store)
    } else if deployment.spec.isRollingUpdate {
      rollingUpdate(&deployment, &store)
    } else {
      recreate(&deployment, &store)
    }
  }

  /// A condition says that a Deployment is paused, or was, unless its deadline passed before.
  private mutating func pauseOrResume(
    _ deployment: inout SimulatedDeployment, _ store: inout PodStore
  ) {
    let progressing = deployment.status.conditions[.progressing]
    guard deployment.spec.progressDeadline != nil,
      progressing?.reason != ProgressReason.deadlineExceeded
    else { return }
    let wasPaused = progressing?.reason == ProgressReason.paused
    guard wasPaused != deployment.spec.isPaused else { return }
    deployment.status.conditions.set(
      .progressing, .unknown, wasPaused ? ProgressReason.resumed : ProgressReason.paused,
      now: store.now)
    write(&store)
  }

  /// Whether the size changed, and the ReplicaSets have not been told yet.
  private mutating func isScaling(
    _ deployment: inout SimulatedDeployment, _ store: inout PodStore
  ) -> Bool {
    _ = newReplicaSet(&deployment, creates: false, &store)
    return sets.contains { $0.replicas > 0 && $0.desiredReplicas != deployment.spec.replicas }
  }

  /// A pass over a Deployment that is paused or changes its size.
  private mutating func syncScale(
    _ deployment: inout SimulatedDeployment, _ store: inout PodStore
  ) {
    let new = newReplicaSet(&deployment, creates: false, &store)
    scale(deployment.spec, new: new, &store)
    if deployment.spec.isPaused { cleanUp(deployment.spec, new: new, &store) }
    let status = self.status(of: deployment, new: new, now: store.now)
    if status != deployment.status {
      deployment.status = status
      write(&store)
    }
  }

  /// A write of the Deployment, which a watch tells its own controller.
  mutating func write(_ store: inout PodStore) {
    store.isChanged = true
    queue.add(Self.key)
  }

  // MARK: - ReplicaSets

  func index(_ id: Int?) -> Int? { id.flatMap { id in sets.firstIndex { $0.id == id } } }

  /// Writes a size and what the Deployment's own is, where either differs.
  ///
  /// - Returns: whether the size changed.
  @discardableResult
  mutating func setScale(
    at index: Int, to replicas: Int, _ spec: DeploymentSpec, _ store: inout PodStore
  ) -> Bool {
    let isResized = sets[index].replicas != replicas
    let most = spec.replicas + spec.maxSurge
    guard
      isResized || sets[index].desiredReplicas != spec.replicas
        || sets[index].maxReplicas != most
    else { return false }
    if isResized { sets[index].generation += 1 }
    sets[index].replicas = replicas
    sets[index].desiredReplicas = spec.replicas
    sets[index].maxReplicas = most
    store.isChanged = true
    notify(setAt: index)
    return isResized
  }

  /// Resizes a set that has another size.
  @discardableResult
  mutating func resize(
    at index: Int, to replicas: Int, _ spec: DeploymentSpec, _ store: inout PodStore
  ) -> Bool {
    sets[index].replicas != replicas && setScale(at: index, to: replicas, spec, &store)
  }

  /// The set of the present template (getNewReplicaSet): found, or created where that is asked for.
  ///
  /// - Returns: its id; nil where there is none.
  mutating func newReplicaSet(
    _ deployment: inout SimulatedDeployment, creates: Bool, _ store: inout PodStore
  ) -> Int? {
    let spec = deployment.spec
    let found = sets.firstIndex { $0.template.isEqual(to: spec.template) }
    let newest = sets.indices.filter { $0 != found }.map { sets[$0].revision }.max() ?? 0
    if let found {
      let id = sets[found].id
      if sets[found].revision < newest + 1 || sets[found].minReadySeconds != spec.minReadySeconds {
        if sets[found].minReadySeconds != spec.minReadySeconds { sets[found].generation += 1 }
        sets[found].revision = max(sets[found].revision, newest + 1)
        sets[found].minReadySeconds = spec.minReadySeconds
        store.isChanged = true
        notify(setAt: found)
        return id
      }
      var isWritten = deployment.revision != sets[found].revision
      deployment.revision = sets[found].revision
      if spec.progressDeadline != nil, deployment.status.conditions[.progressing] == nil {
        isWritten = true
        deployment.status.conditions.set(
          .progressing, .true, ProgressReason.found, now: store.now)
      }
      if isWritten { write(&store) }
      return id
    }
    guard creates else { return nil }
    let total = sets.reduce(0) { $0 + $1.replicas }
    let number =
      templates.firstIndex { $0.isEqual(to: spec.template) }.map { $0 + 1 } ?? templates.count + 1
    if number > templates.count { templates.append(spec.template) }
    created += 1
    sets.append(
      SimulatedReplicaSet(
        number: number, template: spec.template, id: created, created: store.now.wholeSeconds,
        replicas: Self.allowed(spec, total: total, own: 0), minReadySeconds: spec.minReadySeconds,
        revision: newest + 1, desiredReplicas: spec.replicas,
        maxReplicas: spec.replicas + spec.maxSurge))
    notify(setAt: sets.count - 1)
    deployment.revision = newest + 1
    if spec.progressDeadline != nil {
      deployment.status.conditions.set(.progressing, .true, ProgressReason.created, now: store.now)
    }
    write(&store)
    return created
  }

  /// How large the new set may become beside the others (NewRSNewReplicas).
  static func allowed(_ spec: DeploymentSpec, total: Int, own: Int) -> Int {
    guard spec.isRollingUpdate else { return spec.replicas }
    let free = spec.replicas + spec.maxSurge - total
    return free <= 0 ? own : own + min(free, spec.replicas - own)
  }

  /// Deletes the oldest revisions beyond the limit, those that have no pods.
  mutating func cleanUp(_ spec: DeploymentSpec, new: Int?, _ store: inout PodStore) {
    guard let limit = spec.historyLimit else { return }
    let old = sets.filter { $0.id != new }.sorted { ($0.revision, $0.id) < ($1.revision, $1.id) }
    let empty = old.prefix(max(0, old.count - limit)).filter {
      $0.status.replicas == 0 && $0.replicas == 0 && $0.generation <= $0.status.observedGeneration
    }
    guard !empty.isEmpty else { return }
    sets.removeAll { set in empty.contains { $0.id == set.id } }
    removed += empty
    store.isChanged = true
    queue.add(Self.key)
  }
}
