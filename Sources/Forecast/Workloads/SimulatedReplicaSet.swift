/// A ReplicaSet of a Deployment, as the API holds it.
struct SimulatedReplicaSet {
  /// Counts the sets in the order in which their templates were first used.
  let number: Int
  let template: PodTemplateRevision
  /// Rises with each creation, also where a template comes back.
  let id: Int
  /// creationTimestamp, in whole seconds.
  let created: SimulatedTime
  /// spec.replicas.
  var replicas: Int
  var minReadySeconds: Int
  /// The annotation deployment.kubernetes.io/revision.
  var revision: Int
  /// The annotation deployment.kubernetes.io/desired-replicas.
  var desiredReplicas: Int
  /// The annotation deployment.kubernetes.io/max-replicas.
  var maxReplicas: Int
  var generation = 1
  var status = Status()

  /// What the ReplicaSet controller reports.
  struct Status: Equatable {
    var observedGeneration = 0
    var replicas = 0
    var readyReplicas = 0
    var availableReplicas = 0
    /// The reason of condition ReplicaFailure, where it is there.
    var failure: String?
  }
}
