/// What can be seen of a workload at one moment.
package struct WorkloadState: Hashable, Sendable {
  /// Its ReplicaSets or revisions, by number.
  package var sets: [SetState]
  /// The reported number of available pods, for kinds that have no ReplicaSets.
  package var available: Int?
  /// The conditions of a Deployment, as `True/MinimumReplicasAvailable`, nil where one is absent.
  package var conditions: [ConditionState]

  /// The pods of all sets that are ready.
  package var ready: Int { sets.reduce(0) { $0 + $1.ready } }
  /// The pods that were not deleted.
  package var pods: Int { sets.reduce(0) { $0 + $1.pods } }
  /// The pods with those that have not ended yet.
  package var podsWithTerminating: Int { sets.reduce(0) { $0 + $1.pods + $1.terminating } }
  /// The pods that are reported as available.
  package var availablePods: Int {
    available ?? sets.reduce(0) { $0 + ($1.replicaSet?.available ?? 0) }
  }
}

/// What can be seen of one ReplicaSet or revision.
package struct SetState: Hashable, Sendable {
  /// Counts in the order of creation, from 1.
  package var number: Int
  /// Pods that were not deleted.
  package var pods: Int
  /// Those of them that are ready.
  package var ready: Int
  /// Pods that were deleted and have not ended.
  package var terminating: Int
  /// What only a ReplicaSet has.
  package var replicaSet: ReplicaSetState?
}

/// What a ReplicaSet says of itself.
package struct ReplicaSetState: Hashable, Sendable {
  /// spec.replicas; nil where the ReplicaSet is gone and its pods have not ended yet.
  package var desired: Int?
  /// status.availableReplicas.
  package var available: Int
  /// The Deployment's revision that it stands for.
  package var revision: Int
}

/// A condition, or that it is absent.
package struct ConditionState: Hashable, Sendable {
  /// As `Available`.
  package var type: String
  /// As `True/MinimumReplicasAvailable`; nil where the condition is absent.
  package var value: String?
}
