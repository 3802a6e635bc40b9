import Kubernetes
import Values
import YAML

/// Job and CronJob (batch/v1).
extension Validation {
  mutating func job(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    let spec = object.value("spec")
    let meta = object.value("metadata")
    // The name that the server makes from a prefix is not known yet.
    if meta.text("generateName").isEmpty { indexedPodName(meta.text("name"), spec) }
    at("spec") { v in
      v.jobSpec(spec)
      guard spec.isTrue("manualSelector") || v.isUpdate else {
        if spec.has("selector") {
          v.invalid(
            "selector", value: ShownValue(spec["selector"]), "`selector` not auto-generated")
        }
        return
      }
      guard spec.has("selector") else {
        v.required("selector")
        return
      }
      v.labelSelector(spec, "selector")
      guard let selector = spec.object("selector"), selector.isSoundSelector,
        let parsed = try? LabelSelector(Node(selector)),
        !parsed.matches(
          spec.value("template").value("metadata").dictionary("labels"))
      else { return }
      v.invalid(
        "template", "metadata", "labels",
        value: ShownValue(spec.value("template").value("metadata")["labels"]),
        "`selector` does not match template `labels`")
    }
  }

  /// Pods of an indexed job are named for it, and their names are host names.
  private mutating func indexedPodName(_ name: String, _ spec: Fields) {
    guard spec.text("completionMode") == "Indexed", let completions = spec.int("completions"),
      completions > 0
    else { return }
    let pod = "\(name)-\(completions - 1)"
    let faults = NameFormat.dns1123Label.faults(pod)
    guard !faults.isEmpty else { return }
    at("metadata") { v in
      v.invalid(
        "name", value: ShownValue(name),
        "will not able to create pod with invalid DNS label: \(pod)")
    }
  }

  mutating func cronJob(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    let name = object.value("metadata").text("name")
    // Eleven characters are left for the times of its jobs.
    if name.utf8.count > 52 {
      at("metadata") { v in
        v.invalid("name", value: ShownValue(name), "must be no more than 52 characters")
      }
    }
    let spec = object.value("spec")
    at("spec") { v in
      v.schedule(spec)
      v.notNegative(spec, "startingDeadlineSeconds")
      v.oneOfRequired(spec, "concurrencyPolicy", ["Allow", "Forbid", "Replace"])
      v.timeZone(spec)
      v.notNegative(spec, "successfulJobsHistoryLimit")
      v.notNegative(spec, "failedJobsHistoryLimit")
      v.jobTemplate(spec.value("jobTemplate"))
    }
  }

  private mutating func schedule(_ spec: Fields) {
    let schedule = spec.text("schedule")
    guard !schedule.isEmpty else {
      required("schedule")
      return
    }
    if let fault = CronSchedule.fault(in: schedule) {
      invalid("schedule", value: ShownValue(schedule), fault)
    }
    if schedule.contains("TZ") {
      invalid(
        "schedule", value: ShownValue(schedule),
        spec.has("timeZone")
          ? "cannot use both timeZone field and TZ or CRON_TZ in schedule"
          : "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
    }
  }

  private mutating func timeZone(_ spec: Fields) {
    guard let zone = spec.optionalText("timeZone") else { return }
    if zone.isEmpty {
      invalid("timeZone", value: "", "timeZone must be nil or non-empty string")
    } else if zone.lowercased() == "local" {
      invalid(
        "timeZone", value: ShownValue(zone),
        "timeZone must be an explicit time zone as defined in "
          + "https://www.iana.org/time-zones")
    } else if !TimeZoneName.isKnown(zone) {
      invalid("timeZone", value: ShownValue(zone), "unknown time zone \(zone)")
    }
  }

  private mutating func jobTemplate(_ template: Fields) {
    let spec = template.value("spec")
    at("jobTemplate") { v in
      v.at("spec") { v in
        v.jobSpec(spec)
        if spec.has("selector") {
          v.invalid(
            "selector", value: ShownValue(spec["selector"]), "`selector` will be auto-generated")
        }
        if spec.isTrue("manualSelector") {
          v.notSupported("manualSelector", value: ShownValue(true), ["nil", "false"])
        }
      }
    }
  }

  // MARK: The specification that both share

  private mutating func jobSpec(_ spec: Fields) {
    for name in [
      "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
      "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes",
    ] {
      notNegative(spec, name)
    }
    completionMode(spec)
    indexLimits(spec)
    within("podFailurePolicy", of: spec) { v, policy in v.podFailurePolicy(policy, spec) }
    within("successPolicy", of: spec) { v, policy in v.successPolicy(policy, spec) }
    podReplacement(spec)
    if let manager = spec.optionalText("managedBy") { managedBy(manager) }
    podTemplate(spec)
    let policy = spec.value("template").value("spec").text("restartPolicy")
    if policy.isEmpty || policy == "Always" {
      required(
        "template", "spec", "restartPolicy", because: "valid values: \"OnFailure\", \"Never\"")
    } else if policy != "OnFailure", policy != "Never" {
      notSupported(
        "template", "spec", "restartPolicy", value: ShownValue(policy), ["OnFailure", "Never"])
    } else if spec.has("podFailurePolicy"), policy != "Never" {
      invalid(
        "template", "spec", "restartPolicy", value: ShownValue(policy),
        "only \"Never\" is supported when podFailurePolicy is specified")
    }
  }

  private mutating func completionMode(_ spec: Fields) {
    guard let mode = spec.optionalText("completionMode") else { return }
    oneOf(mode, ["NonIndexed", "Indexed"], at: "completionMode")
    guard mode == "Indexed" else { return }
    if !spec.has("completions") {
      required("completions", because: "when completion mode is Indexed")
    }
    if let parallelism = spec.int("parallelism"), parallelism > 100_000 {
      invalid(
        "parallelism", value: ShownValue(parallelism),
        "must be less than or equal to 100000 when completion mode is Indexed")
    }
  }

  private mutating func indexLimits(_ spec: Fields) {
    // A mode that there is not is told once.
    let isIndexed = !["", "NonIndexed"].contains(spec.text("completionMode"))
    for name in ["backoffLimitPerIndex", "maxFailedIndexes"] {
      guard let value = spec.int(name), !isIndexed else { continue }
      invalid(.field(name), value: ShownValue(value), "requires indexed completion mode")
    }
    if let failed = spec.int("maxFailedIndexes") {
      if !spec.has("backoffLimitPerIndex") {
        required(
          "backoffLimitPerIndex", because: "when maxFailedIndexes is specified")
      }
      if let completions = spec.int("completions"), failed > completions {
        invalid(
          "maxFailedIndexes", value: ShownValue(failed), "must be less than or equal to completions"
        )
      }
      if failed > 100_000 {
        invalid(
          "maxFailedIndexes", value: ShownValue(failed), "must be less than or equal to 100000")
      }
    }
    if let completions = spec.int("completions"), completions > 100_000,
      spec.has("backoffLimitPerIndex"), !spec.has("maxFailedIndexes")
    {
      required("maxFailedIndexes", because: "must be specified when completions is above 100000")
    }
  }

  private mutating func podReplacement(_ spec: Fields) {
    guard let policy = spec.optionalText("podReplacementPolicy") else { return }
    if spec.has("podFailurePolicy") {
      oneOf(policy, ["Failed"], at: "podReplacementPolicy")
    } else {
      oneOf(policy, ["Failed", "TerminatingOrFailed"], at: "podReplacementPolicy")
    }
  }

  private mutating func managedBy(_ manager: String) {
    domainPrefixedPath(manager, at: "managedBy")
    if manager.utf8.count > 63 { tooLong("managedBy", limit: 63) }
  }

  // MARK: Policies

  private mutating func podFailurePolicy(_ policy: Fields, _ spec: Fields) {
    let pod = spec.value("template").value("spec")
    let names = Set(
      (pod.objects("containers") + pod.objects("initContainers")).map { $0.text("name") })
    let rules = policy.list("rules").count
    if rules > 20 { tooMany("rules", count: rules, limit: 20) }
    each("rules", of: policy) { v, rule, _ in
      v.failureAction(rule, hasIndexLimit: spec.has("backoffLimitPerIndex"))
      v.within("onExitCodes", of: rule) { v, codes in v.exitCodes(codes, names) }
      v.podConditions(rule)
      let hasConditions = !rule.isEmptyCollection("onPodConditions")
      if rule.has("onExitCodes"), hasConditions {
        v.invalid(because: "specifying both OnExitCodes and OnPodConditions is not supported")
      } else if !rule.has("onExitCodes"), !hasConditions {
        v.invalid(because: "specifying one of OnExitCodes and OnPodConditions is required")
      }
    }
  }

  private mutating func failureAction(_ rule: Fields, hasIndexLimit: Bool) {
    let allowed = ["Count", "FailIndex", "FailJob", "Ignore"]
    switch rule.text("action") {
    case "":
      let list = allowed.map { "\"\($0)\"" }.joined(separator: " ")
      required("action", because: "valid values: [\(list)]")
    case "FailIndex":
      if !hasIndexLimit {
        invalid(
          "action", value: "FailIndex", "requires the backoffLimitPerIndex to be set")
      }
    case let action: oneOf(action, allowed, at: "action")
    }
  }

  private mutating func exitCodes(_ codes: Fields, _ names: Set<String>) {
    let word = codes.text("operator")
    if word.isEmpty {
      required("operator", because: "valid values: [\"In\" \"NotIn\"]")
    } else {
      oneOf(word, ["In", "NotIn"], at: "operator")
    }
    if let name = codes.optionalText("containerName"), !names.contains(name) {
      invalid(
        "containerName", value: ShownValue(name),
        "must be one of the container or initContainer names in the pod template")
    }
    let values = codes.list("values").map { $0.scalar?.integer ?? 0 }
    if values.isEmpty {
      invalid("values", value: ShownValue(codes["values"]), "at least one value is required")
    } else if values.count > 255 {
      tooMany("values", count: values.count, limit: 255)
    }
    var seen: Set<Int> = []
    for (index, value) in values.enumerated() {
      if word == "In", value == 0 {
        invalid(
          "values", .index(index), value: ShownValue(0), "must not be 0 for the In operator")
      }
      if !seen.insert(value).inserted {
        duplicate("values", .index(index), value: ShownValue(value))
      }
    }
    if zip(values, values.dropFirst()).contains(where: { $0 > $1 }) {
      invalid("values", value: ShownValue(codes["values"]), "must be ordered")
    }
  }

  private mutating func podConditions(_ rule: Fields) {
    let count = rule.list("onPodConditions").count
    if count > 20 { tooMany("onPodConditions", count: count, limit: 20) }
    each("onPodConditions", of: rule) { v, condition, _ in
      v.check(condition.text("type"), is: .qualifiedName, at: "type")
      let allowed = ["False", "True", "Unknown"]
      if condition.text("status").isEmpty {
        let list = allowed.map { "\"\($0)\"" }.joined(separator: " ")
        v.required("status", because: "valid values: [\(list)]")
      } else {
        v.oneOf(condition.text("status"), allowed, at: "status")
      }
    }
  }

  /// KEP-3998.
  private mutating func successPolicy(_ policy: Fields, _ spec: Fields) {
    if spec.text("completionMode") != "Indexed" {
      invalid(value: ShownValue(policy, as: .successPolicy), "requires indexed completion mode")
      return
    }
    guard !policy.isEmptyCollection("rules") else {
      required("rules", because: "at least one rules must be specified")
      return
    }
    let completions = spec.int("completions") ?? 0
    let count = policy.list("rules").count
    guard count <= 20 else { return tooMany("rules", count: count, limit: 20) }
    each("rules", of: policy) { v, rule, _ in
      let indexes = v.succeededIndexes(rule, below: completions)
      if !rule.has("succeededCount"), !rule.has("succeededIndexes") {
        v.required(because: "at least one of succeededCount or succeededIndexes must be specified")
      }
      v.notNegative(rule, "succeededCount")
      if let count = rule.int("succeededCount"), count > completions {
        v.invalid(
          "succeededCount", value: ShownValue(count),
          "must be less than or equal to \(completions) (the number of specified completions)")
      }
      if let count = rule.int("succeededCount"), let indexes, count > indexes {
        v.invalid(
          "succeededCount", value: ShownValue(count),
          "must be less than or equal to \(indexes) (the number of indexes in the specified "
            + "succeededIndexes field)")
      }
    }
  }
}
