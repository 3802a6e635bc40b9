import Kubernetes
import YAML

/// What a DaemonSet asks for (apps/v1, defaults filled in).
struct DaemonSetSpec: RevisionedSpec {
  /// Whether pods are updated only when somebody deletes them.
  var isOnDelete: Bool
  var maxSurge: IntOrString
  var maxUnavailable: IntOrString
  var minReadySeconds: Int
  var historyLimit: Int
  var template: PodTemplateRevision

  /// Reads a defaulted DaemonSet; nil where it has no pod template.
  init?(_ object: KubernetesObject) {
    guard let spec = object.root["spec"], let template = spec["template"] else { return nil }
    let rolling = spec["updateStrategy"]?["rollingUpdate"]
    isOnDelete = spec["updateStrategy"]?["type"]?.string == "OnDelete"
    maxSurge = rolling?["maxSurge"].flatMap { IntOrString($0) } ?? .int(0)
    maxUnavailable = rolling?["maxUnavailable"].flatMap { IntOrString($0) } ?? .int(1)
    minReadySeconds = spec["minReadySeconds"]?.int32 ?? 0
    historyLimit = spec["revisionHistoryLimit"]?.int32 ?? 10
    self.template = PodTemplateRevision(template)
  }

  /// How many nodes may have an old and a new pod, and on how many none may be available.
  ///
  /// Percents of the nodes are rounded up. Where both come to nothing, one pod may be unavailable.
  func bounds(nodes: Int) -> (surge: Int, unavailable: Int) {
    let surge = isOnDelete ? 0 : maxSurge.value(of: nodes, roundingUp: true) ?? 0
    let unavailable = maxUnavailable.value(of: nodes, roundingUp: true) ?? 0
    return (surge, nodes > 0 && surge == 0 && unavailable == 0 ? 1 : unavailable)
  }

  mutating func scale(to replicas: Int) -> Bool { false }
}
