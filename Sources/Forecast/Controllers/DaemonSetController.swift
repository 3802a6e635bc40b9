/// Keeps one pod on each node: kube-controller-manager's `daemonset` controller.
///
/// Every node is ready and takes the pod.
struct DaemonSetController {
  private let nodes: Int
  var spec: DaemonSetSpec?
  var generation = 0
  private(set) var history = RevisionHistory()
  private var status = Status()
  var queue = WorkQueue<Int>()

  private struct Status: Equatable {
    var observedGeneration = 0
    var desired = 0
    var current = 0
    var ready = 0
    var available = 0
    var updated = 0
  }

  init(nodes: Int) { self.nodes = nodes }
}

extension DaemonSetController: RevisionedController {
  mutating func observe(_ events: [PodEvent], _ store: PodStore) {
    guard !events.isEmpty else { return }
    requeue()
    // A second more, since the time of a condition has lost its fraction.
    if let spec, spec.minReadySeconds > 0, events.contains(where: { $0.kind == .ready }) {
      requeue(at: store.now.adding(seconds: spec.minReadySeconds + 1))
    }
  }

  // MARK: - One pass

  mutating func sync(_ spec: DaemonSetSpec, _ store: inout PodStore) {
    let update = history.update(to: spec.template)
    let isWhole = manage(spec, update, &store)
    if isWhole, !spec.isOnDelete { rollingUpdate(spec, update, &store) }
    history.truncate(
      to: spec.historyLimit, live: Set(store.pods.map(\.set)), newest: update, countsLive: true)
    let report = report(spec, update, store)
    if report != status {
      status = report
      store.isChanged = true
      requeue()
    }
    settle(isFailed: !isWhole, now: store.now)
    guard isWhole, spec.minReadySeconds > 0, report.ready != report.available else { return }
    requeue(at: store.now.adding(seconds: spec.minReadySeconds))
  }

  /// The pods of each node, oldest first.
  private func podsByNode(_ store: PodStore) -> [[SimulatedPod]] {
    var byNode = Array(repeating: [SimulatedPod](), count: nodes)
    for pod in store.pods where byNode.indices.contains(pod.slot) { byNode[pod.slot].append(pod) }
    return byNode
  }

  /// A pod for each node without one, and none too many.
  ///
  /// - Returns: false where the server refused a pod.
  private func manage(_ spec: DaemonSetSpec, _ update: Int, _ store: inout PodStore) -> Bool {
    let byNode = podsByNode(store)
    for pods in byNode {
      for pod in surplus(of: pods.filter { !$0.isTerminating }, spec, update, now: store.now) {
        store.delete(pod.id)
      }
    }
    return create(byNode.indices.filter { byNode[$0].isEmpty }, update, &store)
  }

  /// The pods of a node that have no right to be there (podsShouldBeOnNode).
  private func surplus(
    of pods: [SimulatedPod], _ spec: DaemonSetSpec, _ update: Int, now: SimulatedTime
  ) -> [SimulatedPod] {
    guard pods.count > 1 else { return [] }
    guard spec.bounds(nodes: nodes).surge > 0 else { return Array(pods.dropFirst()) }
    let new = pods.first { $0.set == update }
    let old = pods.first { $0.set != update }
    var surplus = pods.filter { $0.id != new?.id && $0.id != old?.id }
    if let new, let old,
      !old.isReady || new.isAvailable(minReadySeconds: spec.minReadySeconds, now: now)
    {
      surplus.append(old)
    }
    return surplus
  }

  private func create(_ nodes: [Int], _ number: Int, _ store: inout PodStore) -> Bool {
    guard let revision = history[number] else { return true }
    var position = 0
    return SlowStart.run(nodes.count) {
      defer { position += 1 }
      return store.create(revision.template, set: number, slot: nodes[position])
    }
  }

  private func rollingUpdate(_ spec: DaemonSetSpec, _ update: Int, _ store: inout PodStore) {
    let bounds = spec.bounds(nodes: nodes)
    let places = podsByNode(store).map { pods -> (new: SimulatedPod?, old: SimulatedPod?) in
      let living = pods.filter { !$0.isTerminating }
      return (living.first { $0.set == update }, living.first { $0.set != update })
    }
    if bounds.surge > 0 {
      surge(places, bounds.surge, spec, update, &store)
    } else {
      replace(places, bounds.unavailable, spec, &store)
    }
  }

  /// Without a surge: old pods that are not available go, and as many others as may be unavailable.
  private func replace(
    _ places: [(new: SimulatedPod?, old: SimulatedPod?)], _ most: Int, _ spec: DaemonSetSpec,
    _ store: inout PodStore
  ) {
    var unavailable = 0
    var candidates: [SimulatedPod] = []
    for place in places {
      switch place {
      case (nil, nil), (_?, _?): unavailable += 1
      case (let new?, nil): if !isAvailable(new, spec, store.now) { unavailable += 1 }
      case (nil, let old?):
        if isAvailable(old, spec, store.now) {
          candidates.append(old)
        } else {
          unavailable += 1
          store.delete(old.id)
        }
      }
    }
    // The controller takes nodes in no order; the likeliest is a pod of the most common revision.
    let counts = Dictionary(grouping: candidates, by: \.set).mapValues(\.count)
    let order = candidates.sorted {
      (counts[$1.set, default: 0], $0.id) < (counts[$0.set, default: 0], $1.id)
    }
    for pod in order.prefix(max(0, most - unavailable)) { store.delete(pod.id) }
  }

  /// With a surge: new pods beside old ones, which go when the new one is available.
  private func surge(
    _ places: [(new: SimulatedPod?, old: SimulatedPod?)], _ most: Int, _ spec: DaemonSetSpec,
    _ update: Int, _ store: inout PodStore
  ) {
    var surging = 0
    var candidates: [Int] = []
    var allowed: [Int] = []
    for (node, place) in places.enumerated() {
      guard let old = place.old else { continue }
      if let new = place.new {
        if isAvailable(new, spec, store.now) { store.delete(old.id) } else { surging += 1 }
      } else if isAvailable(old, spec, store.now) {
        candidates.append(node)
      } else {
        allowed.append(node)
      }
    }
    _ = create(allowed + candidates.prefix(max(0, most - surging)), update, &store)
  }

  private func isAvailable(_ pod: SimulatedPod, _ spec: DaemonSetSpec, _ now: SimulatedTime) -> Bool
  {
    pod.isAvailable(minReadySeconds: spec.minReadySeconds, now: now)
  }

  /// Each node counts by its oldest pod.
  private func report(_ spec: DaemonSetSpec, _ update: Int, _ store: PodStore) -> Status {
    let oldest = podsByNode(store).compactMap(\.first)
    return Status(
      observedGeneration: generation, desired: nodes, current: oldest.count,
      ready: oldest.count(where: \.isReady),
      available: oldest.count { isAvailable($0, spec, store.now) },
      updated: oldest.count { $0.set == update })
  }

  // MARK: - What can be seen

  func state(_ store: PodStore) -> WorkloadState {
    WorkloadState(sets: history.states(store), available: status.available, conditions: [])
  }

  func isComplete(_ store: PodStore) -> Bool {
    status.observedGeneration == generation && status.updated == status.desired
      && status.available == status.desired
  }

  var statusFields: [StatusField] {
    [
      ("desiredNumberScheduled", status.desired), ("currentNumberScheduled", status.current),
      ("numberReady", status.ready), ("numberAvailable", status.available),
      ("updatedNumberScheduled", status.updated),
    ].filter { $0.1 != 0 }.map { .counter($0.0, $0.1) }
  }
}
