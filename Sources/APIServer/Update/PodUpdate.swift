import Kubernetes
import YAML

/// What may change in a pod that is there.
extension Validation {
  mutating func podUpdate(_ new: Fields, _ old: Fields) {
    let (spec, before) = (new.value("spec"), old.value("spec"))
    let count = causes.count
    at("spec") { v in
      for list in ["containers", "initContainers"]
      where spec.list(list).count != before.list(list).count {
        v.forbidden(.field(list), because: "pod updates may not add or remove containers")
        return
      }
      v.deadlineUpdate(spec, before)
      v.tolerationsUpdate(spec, before)
      v.schedulingGatesUpdate(spec, before)
      if !before.isEmptyCollection("schedulingGates") { v.gatedAffinityUpdate(spec, before) }
    }
    guard causes.count == count, !Self.withoutMutable(spec, before).means(before) else { return }
    forbidden(
      "spec",
      because: "pod updates may not change fields other than `spec.containers[*].image`,"
        + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
        + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be"
        + " set to 1 if it was previously negative)")
  }

  private mutating func deadlineUpdate(_ spec: Fields, _ before: Fields) {
    guard let deadline = before.int("activeDeadlineSeconds") else { return }
    guard let next = spec.int("activeDeadlineSeconds") else {
      invalid(
        "activeDeadlineSeconds", value: ShownValue(nil as Node?),
        "must not update from a positive integer to nil value")
      return
    }
    if next > deadline {
      invalid(
        "activeDeadlineSeconds", value: ShownValue(next),
        "must be less than or equal to previous value")
    }
  }

  /// Tolerations may be added; of those there only the seconds may change.
  private mutating func tolerationsUpdate(_ spec: Fields, _ before: Fields) {
    let next = spec.objects("tolerations")
    for toleration in before.objects("tolerations") {
      let stays = next.contains {
        $0.taking(["tolerationSeconds"], from: toleration).means(toleration)
      }
      guard !stays else { continue }
      forbidden(
        "tolerations",
        because: "existing toleration can not be modified except its tolerationSeconds")
    }
  }

  private mutating func schedulingGatesUpdate(_ spec: Fields, _ before: Fields) {
    let names = Set(before.objects("schedulingGates").map { $0.text("name") })
    each("schedulingGates", of: spec) { v, gate, _ in
      let name = gate.text("name")
      guard !names.contains(name) else { return }
      v.forbidden(
        "name", because: "only deletion is allowed, but found new scheduling gate '\(name)'")
    }
  }

  /// The new spec with everything that may change put back.
  private static func withoutMutable(_ spec: Fields, _ before: Fields) -> Fields {
    var mutable = ["activeDeadlineSeconds", "tolerations", "schedulingGates"]
    if before.int("terminationGracePeriodSeconds") ?? 0 < 0,
      spec.int("terminationGracePeriodSeconds") == 1
    {
      mutable.append("terminationGracePeriodSeconds")
    }
    if !before.isEmptyCollection("schedulingGates"), extends(spec, before, "nodeSelector") {
      mutable.append("nodeSelector")
    }
    var copy = spec.taking(mutable, from: before)
    if !before.isEmptyCollection("schedulingGates") { copy.takeNodeAffinity(from: before) }
    for list in ["containers", "initContainers"] where spec.has(list) {
      let images = before.objects(list)
      let containers = spec.objects(list).enumerated().map { index, container in
        Node(container.taking(["image"], from: images[index]))
      }
      copy[list] = Node(containers)
    }
    return copy
  }

  /// Whether a map has all that it had.
  private static func extends(_ spec: Fields, _ before: Fields, _ map: String) -> Bool {
    let next = spec.dictionary(map)
    return before.map(map).allSatisfy { next[$0.key] == $0.value }
  }
}
