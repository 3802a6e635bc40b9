import Kubernetes
import YAML

extension DefaultingRule {
  /// Job and CronJob (batch/v1).
  static let batchDefaults: [String: DefaultingRule] = [
    "io.k8s.api.batch.v1.Job": DefaultingRule { job in
      job.changeMapping("spec", fillJob)
      guard let labels = job["spec"]?["template"]?["metadata"]?["labels"],
        labels.mapping?.isEmpty == false
      else { return }
      if !job.has("metadata") { job["metadata"] = Node.object([:]).markedDefaulted }
      job.changeMapping("metadata") { metadata in
        guard metadata["labels"]?.mapping?.isEmpty ?? true else { return }
        metadata["labels"] = labels.markedDefaulted
      }
    },
    "io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern": DefaultingRule {
      $0.fillEmpty("status", "True")
    },
    "io.k8s.api.batch.v1.CronJobSpec": DefaultingRule { spec in
      spec.fillEmpty("concurrencyPolicy", "Allow")
      spec.fill("suspend", .boolean(false))
      spec.fill("successfulJobsHistoryLimit", .integer(3))
      spec.fill("failedJobsHistoryLimit", .integer(1))
    },
  ]

  private static func fillJob(_ spec: inout Mapping) {
    if !spec.has("completions"), !spec.has("parallelism") {
      spec.fill("completions", .integer(1))
    }
    spec.fill("parallelism", .integer(1))
    // With a limit for each index, the whole has none.
    let limit = spec.has("backoffLimitPerIndex") ? Int(Int32.max) : 6
    spec.fill("backoffLimit", .integer(limit))
    spec.fill("completionMode", .string("NonIndexed"))
    spec.fill("suspend", .boolean(false))
    spec.fill("manualSelector", .boolean(false))
    let policy = spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed"
    spec.fill("podReplacementPolicy", .string(policy))
  }
}
