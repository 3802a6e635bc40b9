/// The reasons of a Deployment's condition Progressing.
enum ProgressReason {
  static let created = "NewReplicaSetCreated"
  static let found = "FoundNewReplicaSet"
  static let updated = "ReplicaSetUpdated"
  static let available = "NewReplicaSetAvailable"
  static let deadlineExceeded = "ProgressDeadlineExceeded"
  static let paused = "DeploymentPaused"
  static let resumed = "DeploymentResumed"
}
