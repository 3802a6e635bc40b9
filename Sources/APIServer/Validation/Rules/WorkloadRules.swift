import Kubernetes
import Values
import YAML

/// Workloads of apps/v1 and ReplicationController.
extension Validation {
  mutating func deployment(_ object: Fields) {
    standardObject(object) { v, spec in
      v.notNegative(spec, "replicas")
      v.workloadSelector(spec, empty: "empty selector is invalid for deployment")
      v.selectedTemplate(spec, selectorFault: "invalid label selector")
      v.deploymentStrategy(spec)
      v.notNegative(spec, "minReadySeconds")
      v.notNegative(spec, "revisionHistoryLimit")
      if let deadline = spec.int("progressDeadlineSeconds") {
        v.notNegative(spec, "progressDeadlineSeconds")
        if deadline <= spec.int("minReadySeconds") ?? 0 {
          v.invalid(
            "progressDeadlineSeconds", value: ShownValue(deadline),
            "must be greater than minReadySeconds")
        }
      }
    }
  }

  mutating func replicaSet(_ object: Fields) {
    standardObject(object) { v, spec in
      v.notNegative(spec, "replicas")
      v.notNegative(spec, "minReadySeconds")
      v.workloadSelector(spec, empty: "empty selector is invalid for deployment")
      v.selectedTemplate(spec, selectorFault: "invalid label selector")
    }
  }

  mutating func daemonSet(_ object: Fields) {
    standardObject(object) { v, spec in
      v.labelSelector(spec, "selector")
      v.matchingTemplateLabels(spec)
      if let selector = spec.object("selector"), selector.selectsEverything {
        v.invalid(
          "selector", value: ShownValue(selector, as: .labelSelector),
          "empty selector is invalid for daemonset")
      }
      v.podTemplate(spec)
      v.alwaysRestarting(spec, in: "DaemonSet")
      v.daemonSetStrategy(spec)
      v.notNegative(spec, "minReadySeconds")
      v.notNegative(spec, "revisionHistoryLimit")
    }
  }

  mutating func statefulSet(_ object: Fields) {
    standardObject(object, name: .dns1123Label) { v, spec in
      v.statefulSetPolicies(spec)
      v.notNegative(spec, "replicas")
      v.notNegative(spec, "minReadySeconds")
      if let start = spec.value("ordinals").int("start"), start < 0 {
        v.invalid("ordinals.start", value: ShownValue(start), Self.notNegative)
      }
      v.workloadSelector(spec, empty: "empty selector is invalid for statefulset")
      v.selectedTemplate(v.withClaimVolumes(spec), selectorFault: "", kind: "StatefulSet")
      // The server looks at these both for the set and for its pods.
      let meta = spec.value("template").value("metadata")
      v.at("template") { v in
        v.labels(meta, "labels")
        v.annotations(meta, "annotations")
      }
      let serviceName = spec.text("serviceName")
      if !serviceName.isEmpty { v.check(serviceName, is: .dns1123Label, at: "serviceName") }
      v.each("volumeClaimTemplates", of: spec) { v, template, _ in
        v.at("spec") { v in v.claimSpec(template.value("spec")) }
      }
    }
  }

  mutating func replicationController(_ object: Fields) {
    standardObject(object) { v, spec in
      v.notNegative(spec, "minReadySeconds")
      v.notNegative(spec, "replicas")
      let selector = spec.dictionary("selector")
      if selector.isEmpty { v.required("selector") }
      guard spec.has("template") else {
        v.required("template")
        return
      }
      let meta = spec.value("template").value("metadata")
      if !LabelSelector(matchLabels: selector).matches(meta.dictionary("labels")) {
        v.invalid(
          "template", "metadata", "labels", value: ShownValue(meta["labels"]),
          "`selector` does not match template `labels`")
      }
      v.podTemplate(spec)
      v.alwaysRestarting(spec, in: "ReplicationController")
    }
  }

  mutating func controllerRevision(_ object: Fields) {
    metadata(object, name: .dns1123Subdomain, isNamespaced: true)
    standardFinalizers(object)
    if !object.has("data") { required("data", because: "data is mandatory") }
    notNegative(object, "revision")
  }

  // MARK: Selectors and templates

  private mutating func workloadSelector(_ spec: Fields, empty message: String) {
    guard let selector = spec.object("selector") else {
      required("selector")
      return
    }
    labelSelector(spec, "selector")
    if selector.selectsEverything {
      invalid("selector", value: ShownValue(selector, as: .labelSelector), message)
    }
  }

  /// The template of a controller whose selector must be sound before the template is looked at.
  private mutating func selectedTemplate(
    _ spec: Fields, selectorFault: String, kind: String = "ReplicaSet"
  ) {
    guard spec.object("selector").map(\.isSoundSelector) ?? true else {
      invalid("selector", value: ShownValue(spec["selector"], as: .labelSelector), selectorFault)
      return
    }
    if spec.object("selector")?.selectsEverything == false || !spec.has("selector") {
      matchingTemplateLabels(spec)
    }
    podTemplate(spec)
    alwaysRestarting(spec, in: kind)
  }

  /// An absent selector matches nothing, so no template either.
  private mutating func matchingTemplateLabels(_ spec: Fields) {
    let labels = spec.value("template").value("metadata")
    let selector = spec.object("selector")
    if let selector {
      guard selector.isSoundSelector, let parsed = try? LabelSelector(Node(selector)),
        !parsed.matches(labels.dictionary("labels"))
      else { return }
    }
    invalid(
      "template", "metadata", "labels", value: ShownValue(labels["labels"]),
      "`selector` does not match template `labels`")
  }

  /// - Parameter kind: whose rules for templates these are; a Deployment has those of ReplicaSets.
  private mutating func alwaysRestarting(_ spec: Fields, in kind: String) {
    let pod = spec.value("template").value("spec")
    if pod.text("restartPolicy") != "Always" {
      notSupported(
        "template", "spec", "restartPolicy", value: ShownValue(pod.text("restartPolicy")),
        ["Always"])
    }
    if pod.has("activeDeadlineSeconds") {
      forbidden(
        "template", "spec", "activeDeadlineSeconds",
        because: "activeDeadlineSeconds in \(kind) is not Supported")
    }
  }

  /// The claim templates' volumes come before the template's own, and replace those of their name.
  private func withClaimVolumes(_ spec: Fields) -> Fields {
    var claims: [String] = []
    for claim in spec.objects("volumeClaimTemplates") {
      let name = claim.value("metadata").text("name")
      if !claims.contains(name) { claims.append(name) }
    }
    guard !claims.isEmpty else { return spec }
    var copy = spec
    copy.changeMapping("template") { template in
      template.fill("spec", .object([:]))
      template.changeMapping("spec") { pod in
        let volumes = claims.map { name in
          Node.object([
            "name": .string(name),
            "persistentVolumeClaim": .object(["claimName": .string(name)]),
          ])
        }
        let own = pod.list("volumes").filter { volume in
          !claims.contains(volume.mapping?.text("name") ?? "")
        }
        pod["volumes"] = Node(volumes + own)
      }
    }
    return copy
  }

  // MARK: Strategies

  private mutating func deploymentStrategy(_ spec: Fields) {
    let strategy = spec.value("strategy")
    switch strategy.text("type") {
    case "Recreate":
      if strategy.has("rollingUpdate") {
        forbidden(
          "strategy", "rollingUpdate",
          because: "may not be specified when strategy `type` is 'Recreate'")
      }
    case "RollingUpdate":
      at("strategy") { v in
        v.within("rollingUpdate", of: strategy) { v, update in v.rollingUpdate(update) }
      }
    default:
      notSupported(
        "strategy", value: ShownValue(strategy, as: .updateStrategy), ["Recreate", "RollingUpdate"])
    }
  }

  private mutating func rollingUpdate(_ update: Fields) {
    share(update, "maxUnavailable")
    share(update, "maxSurge")
    if update.shareValue("maxUnavailable") == 0, update.shareValue("maxSurge") == 0 {
      invalid(
        "maxUnavailable", value: ShownValue(0), "may not be 0 when `maxSurge` is 0")
    }
    atMostAll(update, "maxUnavailable")
  }

  private mutating func daemonSetStrategy(_ spec: Fields) {
    let strategy = spec.value("updateStrategy")
    switch strategy.text("type") {
    case "OnDelete": break
    case "RollingUpdate":
      guard let update = strategy.object("rollingUpdate") else {
        required("updateStrategy", "rollingUpdate")
        return
      }
      at("updateStrategy") { v in
        v.at("rollingUpdate") { v in v.daemonSetUpdate(update) }
      }
    default:
      notSupported(
        "updateStrategy", value: ShownValue(strategy, as: .updateStrategy),
        ["RollingUpdate", "OnDelete"])
    }
  }

  private mutating func daemonSetUpdate(_ update: Fields) {
    for name in ["maxUnavailable", "maxSurge"] {
      share(update, name)
      atMostAll(update, name)
    }
    let unavailable = update.shareValue("maxUnavailable") != 0
    let surge = update.shareValue("maxSurge") != 0
    if unavailable, surge {
      invalid(
        "maxSurge", value: ShownValue(update["maxSurge"]),
        "may not be set when maxUnavailable is non-zero")
    } else if !unavailable, !surge {
      required("maxUnavailable", because: "cannot be 0 when maxSurge is 0")
    }
  }

  private mutating func statefulSetPolicies(_ spec: Fields) {
    switch spec.text("podManagementPolicy") {
    case "": required("podManagementPolicy")
    case "OrderedReady", "Parallel": break
    case let policy:
      invalid(
        "podManagementPolicy", value: ShownValue(policy), "must be 'OrderedReady' or 'Parallel'")
    }
    let strategy = spec.value("updateStrategy")
    let update = strategy.object("rollingUpdate")
    switch strategy.text("type") {
    case "": required("updateStrategy")
    case "OnDelete":
      if let update {
        invalid(
          "updateStrategy", "rollingUpdate",
          value: ShownValue(update, as: .rollingUpdateStatefulSet),
          "only allowed for updateStrategy 'RollingUpdate'")
      }
    case "RollingUpdate":
      guard let update else { break }
      at("updateStrategy") { v in
        v.at("rollingUpdate") { v in v.statefulSetUpdate(update) }
      }
    default:
      invalid(
        "updateStrategy", value: ShownValue(strategy, as: .statefulSetUpdateStrategy),
        "must be 'RollingUpdate' or 'OnDelete'")
    }
    let retention = spec.value("persistentVolumeClaimRetentionPolicy")
    for event in ["whenDeleted", "whenScaled"]
    where spec.has("persistentVolumeClaimRetentionPolicy") {
      at("persistentVolumeClaimRetentionPolicy") { v in
        v.oneOf(retention.text(event), ["Retain", "Delete"], at: .field(event))
      }
    }
  }

  private mutating func statefulSetUpdate(_ update: Fields) {
    notNegative(update, "partition")
    guard update.has("maxUnavailable") else { return }
    share(update, "maxUnavailable")
    if update.shareValue("maxUnavailable") == 0 {
      invalid("maxUnavailable", value: ShownValue(update["maxUnavailable"]), "cannot be 0")
    }
    atMostAll(update, "maxUnavailable")
  }

  // MARK: Shares

  /// A number that is not negative, or a percentage.
  mutating func share(_ fields: Fields, _ name: String) {
    switch fields.intOrString(name) {
    case .int(let value):
      if value < 0 { invalid(.field(name), value: ShownValue(value), Self.notNegative) }
    case .string(let text)?:
      guard IntOrString.string(text).percent == nil else { return }
      invalid(
        .field(name), value: ShownValue(text),
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  "
          + "or '93%', regex used for validation is '[0-9]+%')")
    case nil: break
    }
  }

  mutating func atMostAll(_ fields: Fields, _ name: String) {
    guard let share = fields.intOrString(name), let percent = share.percent, percent > 100 else {
      return
    }
    invalid(.field(name), value: ShownValue(share), "must not be greater than 100%")
  }
}

extension Mapping {
  /// Whether a label selector has no requirement.
  var selectsEverything: Bool {
    isEmptyCollection("matchLabels") && isEmptyCollection("matchExpressions")
  }

  /// Whether a label selector could be put to use: every key, operator and value is sound.
  var isSoundSelector: Bool {
    var validation = Validation(.null())
    validation.labelSelector(
      Mapping(entries: [Entry(key: .string("selector"), value: Node(self))]), "selector")
    return validation.causes.isEmpty
  }

  /// A share's number or percentage; what is neither counts as nothing.
  func shareValue(_ name: String) -> Int {
    switch intOrString(name) {
    case .int(let value)?: value
    case .string(let text)? where !text.hasSuffix("%"): Int(text) ?? 0
    case let share?: share.percent ?? 0
    case nil: 0
    }
  }
}
