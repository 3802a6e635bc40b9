/// Keeps the pods of a StatefulSet: kube-controller-manager's `statefulset` controller.
struct StatefulSetController {
  var spec: StatefulSetSpec?
  var generation = 0
  private(set) var history = RevisionHistory()
  private var status = Status()
  var queue = WorkQueue<Int>()

  private struct Status: Equatable {
    var observedGeneration = 0
    var replicas = 0
    var readyReplicas = 0
    var availableReplicas = 0
    var currentReplicas = 0
    var updatedReplicas = 0
    var currentRevision = 0
    var updateRevision = 0
  }

  /// The place of an ordinal: a pod, or the revision of the one to create.
  private enum Place {
    case pod(SimulatedPod)
    case missing(revision: Int)
  }

  private enum Outcome { case goesOn, waits, failed }
}

extension StatefulSetController: RevisionedController {
  mutating func observe(_ events: [PodEvent], _ store: PodStore) {
    if !events.isEmpty { requeue() }
  }

  // MARK: - One pass

  mutating func sync(_ spec: StatefulSetSpec, _ store: inout PodStore) {
    let update = history.update(to: spec.template)
    let current = history[status.currentRevision] == nil ? update : status.currentRevision
    var report = Status(
      observedGeneration: generation, currentRevision: current, updateRevision: update)
    let outcome = act(spec, &report, &store)
    if !spec.isOnDelete, report.updatedReplicas == spec.replicas,
      report.readyReplicas == spec.replicas, report.replicas == spec.replicas
    {
      report.currentReplicas = report.updatedReplicas
      report.currentRevision = update
    }
    if report != status {
      status = report
      store.isChanged = true
      requeue()
    }
    history.truncate(
      to: spec.historyLimit, live: Set(store.pods.map(\.set)).union([current, update]),
      newest: update, countsLive: false)
    settle(isFailed: outcome == .failed, now: store.now)
    guard outcome != .failed, spec.minReadySeconds > 0, report.availableReplicas != spec.replicas
    else { return }
    let next = store.pods.nextAvailability(minReadySeconds: spec.minReadySeconds, now: store.now)
    if let next { requeue(at: next) }
  }

  /// Creates what is missing, deletes what is too much, then replaces what is old; one thing in a
  /// pass where pods are ordered.
  private mutating func act(
    _ spec: StatefulSetSpec, _ report: inout Status, _ store: inout PodStore
  ) -> Outcome {
    var places: [Place] = spec.ordinals.map { ordinal in
      let isOld = spec.isOld(ordinal, current: status.currentReplicas)
      return .missing(revision: isOld ? report.currentRevision : report.updateRevision)
    }
    var condemned: [SimulatedPod] = []
    for pod in store.pods {
      if spec.ordinals.contains(pod.slot) {
        places[pod.slot - spec.start] = .pod(pod)
      } else {
        condemned.append(pod)
      }
    }
    count(store.pods, spec, &report, now: store.now)
    condemned.sort { $0.slot > $1.slot }
    let firstUnavailable = firstUnavailable(places, condemned, spec, now: store.now)

    let outcome = create(places, spec, &store)
    guard outcome == .goesOn else { return outcome }
    for pod in condemned {
      let isWaiting =
        spec.isOrdered && !isAvailable(pod, spec, store.now) && pod.id != firstUnavailable
      if pod.isTerminating || isWaiting {
        if spec.isOrdered { return .waits }
        if pod.isTerminating { continue }
      }
      store.delete(pod.id)
      if spec.isOrdered { return .waits }
    }
    replace(places, spec, &report, &store)
    return .goesOn
  }

  /// Creates the missing pods: all of them, or the first, whose predecessors have to be available.
  private func create(
    _ places: [Place], _ spec: StatefulSetSpec, _ store: inout PodStore
  ) -> Outcome {
    guard spec.isOrdered else {
      let missing = places.indices.filter { if case .missing = places[$0] { true } else { false } }
      var position = 0
      let isWhole = SlowStart.run(missing.count) {
        defer { position += 1 }
        return create(places[missing[position]], at: missing[position] + spec.start, &store)
      }
      return isWhole ? .goesOn : .failed
    }
    for (index, place) in places.enumerated() {
      switch place {
      case .missing:
        return create(place, at: index + spec.start, &store) ? .waits : .failed
      case .pod(let pod):
        if pod.isTerminating || !isAvailable(pod, spec, store.now) { return .waits }
      }
    }
    return .goesOn
  }

  private func create(_ place: Place, at ordinal: Int, _ store: inout PodStore) -> Bool {
    guard case .missing(let number) = place, let revision = history[number] else { return true }
    return store.create(revision.template, set: number, slot: ordinal)
  }

  /// Deletes pods of another revision, those with the largest ordinals first: one, once those behind it
  /// are available, or as many as may be unavailable.
  private func replace(
    _ places: [Place], _ spec: StatefulSetSpec, _ report: inout Status, _ store: inout PodStore
  ) {
    guard !spec.isOnDelete else { return }
    if let most = spec.maxUnavailable { return replace(places, spec, most, &report, &store) }
    for index in places.indices.reversed() where index >= spec.partition ?? 0 {
      guard case .pod(let pod) = places[index] else { return }
      if pod.set != report.updateRevision, !pod.isTerminating {
        store.delete(pod.id)
        report.currentReplicas -= 1
        return
      }
      if pod.isTerminating || !isAvailable(pod, spec, store.now) { return }
    }
  }

  /// The same where `most` pods may be unavailable, of whatever revision (KEP-961).
  private func replace(
    _ places: [Place], _ spec: StatefulSetSpec, _ most: Int, _ report: inout Status,
    _ store: inout PodStore
  ) {
    let pods = places.compactMap { place in if case .pod(let pod) = place { pod } else { nil } }
    var room =
      most - (places.count - pods.count)
      - pods.count { $0.isTerminating || !isAvailable($0, spec, store.now) }
    for pod in pods.reversed() where room > 0 && pod.slot - spec.start >= spec.partition ?? 0 {
      guard pod.set != report.updateRevision, !pod.isTerminating else { continue }
      store.delete(pod.id)
      report.currentReplicas -= 1
      room -= 1
    }
  }

  private func isAvailable(_ pod: SimulatedPod, _ spec: StatefulSetSpec, _ now: SimulatedTime)
    -> Bool
  {
    pod.isAvailable(minReadySeconds: spec.minReadySeconds, now: now)
  }

  private func firstUnavailable(
    _ places: [Place], _ condemned: [SimulatedPod], _ spec: StatefulSetSpec, now: SimulatedTime
  ) -> Int? {
    for place in places {
      // A pod that is not there yet comes before every condemned one.
      guard case .pod(let pod) = place else { return nil }
      if pod.isTerminating || !isAvailable(pod, spec, now) { return pod.id }
    }
    return condemned.last { $0.isTerminating || !isAvailable($0, spec, now) }?.id
  }

  private func count(
    _ pods: [SimulatedPod], _ spec: StatefulSetSpec, _ report: inout Status, now: SimulatedTime
  ) {
    report.replicas = pods.count
    report.readyReplicas = pods.count(where: \.isReady)
    report.availableReplicas = pods.count { isAvailable($0, spec, now) }
    let living = pods.filter { !$0.isTerminating }
    report.currentReplicas = living.count { $0.set == report.currentRevision }
    report.updatedReplicas = living.count { $0.set == report.updateRevision }
  }

  // MARK: - What can be seen

  func state(_ store: PodStore) -> WorkloadState {
    WorkloadState(
      sets: history.states(store), available: status.availableReplicas, conditions: [])
  }

  func isComplete(_ store: PodStore) -> Bool {
    guard let spec else { return false }
    return status.observedGeneration == generation && status.updatedReplicas == spec.replicas
      && status.replicas == spec.replicas && status.availableReplicas == spec.replicas
  }

  var statusFields: [StatusField] {
    let counters = [
      ("replicas", status.replicas), ("readyReplicas", status.readyReplicas),
      ("availableReplicas", status.availableReplicas),
      ("currentReplicas", status.currentReplicas), ("updatedReplicas", status.updatedReplicas),
    ]
    return counters.filter { $0.1 != 0 }.map { StatusField.counter($0.0, $0.1) } + [
      .revision("currentRevision", status.currentRevision),
      .revision("updateRevision", status.updateRevision),
    ]
  }
}
