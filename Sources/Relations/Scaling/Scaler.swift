import Kubernetes
import YAML

/// An autoscaler with the name of what it scales.
struct Scaler: Sendable {
  let owner: GraphObject
  let reference: Reference
  /// The fewest pods that it leaves; nil where it may leave none.
  let least: Int?

  /// Nil for an object of another kind, and for one that names no target.
  init?(_ owner: GraphObject) {
    let isKeda = owner.kind == "ScaledObject"
    guard isKeda || owner.kind == "HorizontalPodAutoscaler", let spec = owner.object.root["spec"],
      let target = spec["scaleTargetRef"], let name = target["name"],
      name.scalarText?.isEmpty == false, !name.isPlaceholder
    else { return nil }
    self.owner = owner
    let kind = target["kind"]?.scalarText ?? (isKeda ? "Deployment" : "")
    reference = Reference(
      owner: owner, kind: GraphObject.kind(meantBy: kind), name: name,
      namespace: owner.namespace,
      path: ReferencePath(root: ["spec", "scaleTargetRef", "name"], tail: []))
    least =
      isKeda
      ? spec["minReplicaCount"]?.scalar?.integer : spec["minReplicas"]?.scalar?.integer ?? 1
  }
}

extension ObjectGraph {
  /// How many pods there are at least, as far as files say: an autoscaler counts before the workload.
  func leastReplicas(of pods: PodSet) -> Int? {
    guard let scaler = scaler(of: pods.owner) else { return pods.replicas }
    return scaler.least
  }
}
