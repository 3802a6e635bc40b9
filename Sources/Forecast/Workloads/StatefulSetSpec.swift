import Kubernetes
import YAML

/// What a StatefulSet asks for (apps/v1, defaults filled in).
struct StatefulSetSpec: RevisionedSpec {
  var replicas: Int
  /// The least ordinal.
  var start: Int
  /// Whether pods are updated only when somebody deletes them.
  var isOnDelete: Bool
  /// How many of the least ordinals keep the old revision; nil where the strategy says nothing of
  /// it, which is not the same as 0 for pods that come back during an update.
  var partition: Int?
  /// How many pods may be unavailable during an update; nil where the server drops that, and one pod is
  /// updated after the other.
  var maxUnavailable: Int?
  /// Whether pods come and go one after the other, each waiting for those before it.
  var isOrdered: Bool
  var minReadySeconds: Int
  var historyLimit: Int
  var template: PodTemplateRevision

  /// Reads a defaulted StatefulSet; nil where it has no pod template.
  init?(_ object: KubernetesObject) {
    guard let spec = object.root["spec"], let template = spec["template"] else { return nil }
    func number(_ node: Node?) -> Int? { node?.int32 }
    let replicas = max(0, number(spec["replicas"]) ?? 1)
    self.replicas = replicas
    start = number(spec["ordinals"]?["start"]) ?? 0
    let strategy = spec["updateStrategy"]
    isOnDelete = strategy?["type"]?.string == "OnDelete"
    partition = strategy?["rollingUpdate"].map { number($0["partition"]) ?? 0 }
    // Rounded down, and at least one (KEP-961).
    maxUnavailable = strategy?["rollingUpdate"]?["maxUnavailable"].flatMap(IntOrString.init)
      .map { max(1, $0.value(of: replicas, roundingUp: false) ?? 1) }
    isOrdered = spec["podManagementPolicy"]?.string != "Parallel"
    minReadySeconds = number(spec["minReadySeconds"]) ?? 0
    historyLimit = number(spec["revisionHistoryLimit"]) ?? 10
    self.template = PodTemplateRevision(template)
  }

  /// Whether a pod that is missing comes back at the old revision (newVersionedStatefulSetPod).
  ///
  /// - Parameter current: how many pods the status last counted at the old revision.
  func isOld(_ ordinal: Int, current: Int) -> Bool {
    guard let partition else { return !isOnDelete && ordinal < start + current }
    return ordinal < start + partition
  }

  /// The ordinals that there should be.
  var ordinals: Range<Int> { start..<start + replicas }

  mutating func scale(to replicas: Int) -> Bool {
    self.replicas = replicas
    return true
  }
}
