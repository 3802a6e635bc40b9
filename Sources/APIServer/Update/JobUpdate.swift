import Kubernetes
import YAML

/// What may change in a Job that is there.
extension Validation {
  mutating func jobUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    at("spec") { v in
      if !spec.isTrue("manualSelector") { v.generatedLabels(spec, before, of: old) }
      v.completionsUpdate(spec, before)
      v.unchanged("selector", spec, before, shownAs: .labelSelector)
      v.jobTemplateUpdate(spec, before, isIdle: Self.isIdle(new, old))
      v.unchanged("completionMode", spec, before)
      v.unchanged("podFailurePolicy", spec, before, shownAs: .podFailurePolicy)
      for field in ["backoffLimitPerIndex", "managedBy"] { v.unchanged(field, spec, before) }
      v.unchanged("successPolicy", spec, before, shownAs: .successPolicy)
    }
  }

  /// The labels by which a Job finds its pods, which the server put into the template.
  private mutating func generatedLabels(_ spec: Fields, _ before: Fields, of old: Fields) {
    let labels = spec.value("template").value("metadata").dictionary("labels")
    let generated = before.value("template").value("metadata").dictionary("labels")
    let prefix = "batch.kubernetes.io/"
    for key in ["controller-uid", "job-name", "\(prefix)controller-uid", "\(prefix)job-name"] {
      guard let value = generated[key], labels[key] != value else { continue }
      required("template", "metadata", "labels", .key(key), because: "must be '\(value)'")
    }
  }

  /// An Indexed Job may grow and shrink as long as it completes when all its pods do.
  private mutating func completionsUpdate(_ spec: Fields, _ before: Fields) {
    guard !spec.means(before, in: "completions") else { return }
    guard spec.text("completionMode") == "Indexed", let completions = spec.int("completions"),
      before.has("completions")
    else {
      unchanged("completions", spec, before)
      return
    }
    if completions != spec.int("parallelism") ?? 0 {
      invalid(
        "completions", value: ShownValue(completions),
        "can only be modified in tandem with spec.parallelism")
    }
  }

  private mutating func jobTemplateUpdate(_ spec: Fields, _ before: Fields, isIdle: Bool) {
    var next = spec
    if isIdle {
      let original = before.value("template")
      next.changeMapping("template") { template in
        template.changeMapping("metadata") { metadata in
          metadata = metadata.taking(["annotations", "labels"], from: original.value("metadata"))
        }
        template.changeMapping("spec") { pod in
          let held = original.value("spec")
          pod = pod.taking(
            ["affinity", "nodeSelector", "tolerations", "schedulingGates"], from: held)
          for list in ["containers", "initContainers"] where pod.has(list) {
            let containers = held.objects(list)
            guard containers.count == pod.list(list).count else { continue }
            pod[list] = Node(
              pod.objects(list).enumerated().map { index, container in
                Node(container.taking(["resources"], from: containers[index]))
              })
          }
        }
      }
    }
    unchanged("template", next, before, shownAs: .template)
  }

  /// Whether a Job is and was suspended and has no pods, so that its pods may still be directed.
  private static func isIdle(_ new: Fields, _ old: Fields) -> Bool {
    old.value("spec").isTrue("suspend") && new.value("spec").isTrue("suspend")
      && old.value("status").int("active") ?? 0 == 0
  }
}
