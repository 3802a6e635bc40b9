import Kubernetes

/// What the controllers of StatefulSets and DaemonSets have in common: they keep old templates as
/// ControllerRevisions, and look at their one object whenever it or a pod of it changes.
protocol RevisionedController: WorkloadController {
  associatedtype Spec: RevisionedSpec

  var spec: Spec? { get set }
  /// metadata.generation.
  var generation: Int { get set }
  var history: RevisionHistory { get }
  var queue: WorkQueue<Int> { get set }

  /// Looks at the object once.
  mutating func sync(_ spec: Spec, _ store: inout PodStore)
}

/// What a workload of these kinds asks for.
protocol RevisionedSpec {
  var template: PodTemplateRevision { get set }

  /// Reads a defaulted object; nil where it has no pod template.
  init?(_ object: KubernetesObject)

  /// Takes another number of pods; false for a kind that has none.
  mutating func scale(to replicas: Int) -> Bool
}

/// The only key of the object's queue.
private let key = 0

extension RevisionedController {
  var next: SimulatedTime? { queue.next }

  mutating func wake(at now: SimulatedTime) { queue.wake(at: now) }

  mutating func handle(_ event: RolloutEvent, _ store: inout PodStore) {
    guard let changed = spec(after: event) else { return }
    spec = changed
    generation += 1
    store.isChanged = true
    requeue()
  }

  private func spec(after event: RolloutEvent) -> Spec? {
    if case .apply(let object) = event { return Spec(object) }
    guard var changed = spec else { return nil }
    switch event {
    case .scale(let replicas): return changed.scale(to: replicas) ? changed : nil
    case .image(let image): changed.template = changed.template.with(image: image)
    case .undo:
      guard let template = history.previous else { return nil }
      changed.template = template
    case .apply, .pause, .quota, .evict: return nil
    }
    return changed
  }

  mutating func step(_ store: inout PodStore) -> Bool {
    guard queue.take() != nil else { return false }
    if let spec { sync(spec, &store) }
    return true
  }

  /// Looks at the object again, now or at `time`.
  mutating func requeue(at time: SimulatedTime? = nil) {
    if let time { queue.add(key, at: time) } else { queue.add(key) }
  }

  /// Ends a pass; one that failed is tried again after a while.
  mutating func settle(isFailed: Bool, now: SimulatedTime) {
    if isFailed { queue.addAfterFailure(key, now: now) } else { queue.forget(key) }
  }
}
