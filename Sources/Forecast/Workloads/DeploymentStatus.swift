/// What the Deployment controller reports (apps/v1 DeploymentStatus).
struct DeploymentStatus: Equatable {
  var observedGeneration = 0
  var replicas = 0
  var updatedReplicas = 0
  var readyReplicas = 0
  var availableReplicas = 0
  var unavailableReplicas = 0
  var conditions = Conditions()

  /// The conditions by type.
  struct Conditions: Equatable {
    private var byType: [ConditionType: Condition] = [:]

    subscript(type: ConditionType) -> Condition? {
      get { byType[type] }
      set { byType[type] = newValue }
    }

    /// Sets a condition, unless it is there with the same status and reason.
    ///
    /// - Returns: whether anything changed.
    @discardableResult
    mutating func set(
      _ type: ConditionType, _ status: ConditionStatus, _ reason: String, now: SimulatedTime
    ) -> Bool {
      if let present = byType[type], present.status == status, present.reason == reason {
        return false
      }
      byType[type] = Condition(status: status, reason: reason, updated: now.wholeSeconds)
      return true
    }
  }

  enum ConditionType: String, CaseIterable {
    case available = "Available"
    case progressing = "Progressing"
    case replicaFailure = "ReplicaFailure"
  }
}

/// The status of a condition.
enum ConditionStatus: String {
  case `true` = "True"
  case `false` = "False"
  case unknown = "Unknown"
}

/// A condition of a Deployment.
struct Condition: Equatable {
  var status: ConditionStatus
  var reason: String
  /// lastUpdateTime, in whole seconds.
  var updated: SimulatedTime

  /// Status and reason, as `True/MinimumReplicasAvailable`.
  ///
  /// The three reasons of a rollout under way are one, `Progressing`: which of them stays depends on
  /// which of two writes comes first.
  var settledText: String {
    switch reason {
    case ProgressReason.created, ProgressReason.found, ProgressReason.updated:
      "\(status.rawValue)/Progressing"
    default: "\(status.rawValue)/\(reason)"
    }
  }
}
