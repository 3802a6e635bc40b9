import Kubernetes

extension DeploymentController {
  mutating func handle(_ event: RolloutEvent, _ store: inout PodStore) {
    switch event {
    case .apply(let object):
      guard let spec = DeploymentSpec(object) else { return }
      change(to: spec, isNew: deployment == nil, &store)
    case .scale(let replicas): change(&store) { $0.replicas = replicas }
    case .pause(let isPaused): change(&store) { $0.isPaused = isPaused }
    case .image(let image): change(&store) { $0.template = $0.template.with(image: image) }
    case .undo: undo(&store)
    case .quota, .evict: break
    }
  }

  /// The template of the newest revision but the Deployment's own comes back.
  private mutating func undo(_ store: inout PodStore) {
    guard let own = deployment?.revision,
      let previous = sets.filter({ $0.revision != own }).max(by: { $0.revision < $1.revision })
    else { return }
    change(&store) { $0.template = previous.template }
  }

  private mutating func change(
    _ store: inout PodStore, _ change: (inout DeploymentSpec) -> Void
  ) {
    guard var spec = deployment?.spec else { return }
    change(&spec)
    self.change(to: spec, isNew: false, &store)
  }

  private mutating func change(to spec: DeploymentSpec, isNew: Bool, _ store: inout PodStore) {
    if isNew {
      deployment = SimulatedDeployment(spec: spec)
    } else {
      deployment?.spec = spec
      deployment?.generation += 1
    }
    write(&store)
  }

  // MARK: - What can be seen

  func state(_ store: PodStore) -> WorkloadState {
    let present = sets.map { set in
      SetState(
        number: set.number, of: store, set: set.id,
        replicaSet: ReplicaSetState(
          desired: set.replicas, available: set.status.availableReplicas, revision: set.revision))
    }
    let gone = removed.map { set in
      SetState(
        number: set.number, of: store, set: set.id,
        replicaSet: ReplicaSetState(desired: nil, available: 0, revision: 0))
    }.filter { state in state.terminating > 0 && !present.contains { $0.number == state.number } }
    let sets = (present + gone).sorted { $0.number < $1.number }
    let conditions = DeploymentStatus.ConditionType.allCases.map { type in
      ConditionState(type: type.rawValue, value: deployment?.status.conditions[type]?.settledText)
    }
    return WorkloadState(sets: sets, available: nil, conditions: conditions)
  }

  func isComplete(_ store: PodStore) -> Bool {
    deployment.map { isComplete($0, $0.status) } ?? false
  }

  var statusFields: [StatusField] {
    guard let status = deployment?.status else { return [] }
    return [
      .counter("replicas", status.replicas), .counter("updatedReplicas", status.updatedReplicas),
      .counter("readyReplicas", status.readyReplicas),
      .counter("availableReplicas", status.availableReplicas),
      .counter("unavailableReplicas", status.unavailableReplicas),
    ].filter { if case .counter(_, 0) = $0 { false } else { true } }
  }
}
