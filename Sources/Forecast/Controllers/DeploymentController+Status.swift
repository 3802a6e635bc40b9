extension DeploymentController {
  /// Reports the sets' counters and how the rollout goes (syncRolloutStatus).
  mutating func syncProgress(
    _ deployment: inout SimulatedDeployment, new: Int?, _ store: inout PodStore
  ) {
    var status = self.status(of: deployment, new: new, now: store.now)
    let present = deployment.status.conditions[.progressing]
    let wasComplete =
      status.replicas == status.updatedReplicas && present?.reason == ProgressReason.available
    if deployment.spec.progressDeadline == nil {
      status.conditions[.progressing] = nil
    } else if !wasComplete {
      judgeProgress(of: deployment, &status, now: store.now)
    }
    if let failure = failure(new: new) {
      status.conditions.set(.replicaFailure, .true, failure, now: store.now)
    } else {
      status.conditions[.replicaFailure] = nil
    }
    guard status != deployment.status else {
      return planDeadline(of: deployment, now: store.now)
    }
    deployment.status = status
    write(&store)
  }

  private func judgeProgress(
    of deployment: SimulatedDeployment, _ status: inout DeploymentStatus, now: SimulatedTime
  ) {
    if isComplete(deployment, status) {
      status.conditions.set(.progressing, .true, ProgressReason.available, now: now)
    } else if hasProgressed(from: deployment.status, to: status) {
      status.conditions[.progressing] = Condition(
        status: .true, reason: ProgressReason.updated, updated: now.wholeSeconds)
    } else if isTimedOut(deployment.spec, status, now: now) {
      status.conditions.set(.progressing, .false, ProgressReason.deadlineExceeded, now: now)
    }
  }

  /// Whether everything is updated and available (DeploymentComplete).
  func isComplete(_ deployment: SimulatedDeployment, _ status: DeploymentStatus) -> Bool {
    let replicas = deployment.spec.replicas
    return status.updatedReplicas == replicas && status.replicas == replicas
      && status.availableReplicas == replicas && status.observedGeneration >= deployment.generation
  }

  private func hasProgressed(from old: DeploymentStatus, to new: DeploymentStatus) -> Bool {
    new.updatedReplicas > old.updatedReplicas
      || new.replicas - new.updatedReplicas < old.replicas - old.updatedReplicas
      || new.readyReplicas > old.readyReplicas || new.availableReplicas > old.availableReplicas
  }

  private func isTimedOut(
    _ spec: DeploymentSpec, _ status: DeploymentStatus, now: SimulatedTime
  ) -> Bool {
    guard let deadline = spec.progressDeadline,
      let condition = status.conditions[.progressing],
      condition.reason != ProgressReason.available
    else { return false }
    return condition.reason == ProgressReason.deadlineExceeded
      || condition.updated.adding(seconds: deadline) < now
  }

  /// Looks again when the deadline may have passed (requeueStuckDeployment).
  private mutating func planDeadline(of deployment: SimulatedDeployment, now: SimulatedTime) {
    guard let deadline = deployment.spec.progressDeadline,
      let condition = deployment.status.conditions[.progressing],
      condition.reason != ProgressReason.deadlineExceeded,
      !isComplete(deployment, deployment.status)
    else { return }
    let end = condition.updated.adding(seconds: deadline)
    if end < now.adding(seconds: 1) {
      // The controller tries again at once, and forgets each time that it did.
      queue.add(Self.key, at: max(end, now).adding(milliseconds: 5))
    } else {
      queue.add(Self.key, at: end.adding(seconds: 1))
    }
  }

  private func failure(new: Int?) -> String? {
    index(new).flatMap { sets[$0].status.failure }
      ?? sets.lazy.compactMap(\.status.failure).first
  }

  /// The counters, and whether enough is available (calculateStatus).
  func status(
    of deployment: SimulatedDeployment, new: Int?, now: SimulatedTime
  ) -> DeploymentStatus {
    let available = sets.reduce(0) { $0 + $1.status.availableReplicas }
    var status = DeploymentStatus(
      observedGeneration: deployment.generation,
      replicas: sets.reduce(0) { $0 + $1.status.replicas },
      updatedReplicas: index(new).map { sets[$0].status.replicas } ?? 0,
      readyReplicas: sets.reduce(0) { $0 + $1.status.readyReplicas },
      availableReplicas: available,
      unavailableReplicas: max(0, sets.reduce(0) { $0 + $1.replicas } - available),
      conditions: deployment.status.conditions)
    let spec = deployment.spec
    let isEnough = available >= spec.replicas - spec.maxUnavailable
    status.conditions.set(
      .available, isEnough ? .true : .false,
      isEnough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", now: now)
    return status
  }
}
