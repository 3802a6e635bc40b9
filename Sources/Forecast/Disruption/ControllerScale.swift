import Kubernetes
import YAML

/// The sizes of the controllers that own pods, by their uid.
struct ControllerScale {
  private let byUID: [String: KubernetesObject]

  init(_ objects: [KubernetesObject]) {
    byUID = Dictionary(
      objects.compactMap { object in
        object.metadata?["uid"]?.scalarText.map { ($0, object) }
      }, uniquingKeysWith: { $1 })
  }

  /// The spec.replicas of all controllers of these pods together, each counted once; pods without one
  /// add nothing.
  ///
  /// - Returns: nil where a controller is not there, or has no size.
  func total(of pods: [KubernetesObject]) -> Int? {
    var sizes: [String: Int] = [:]
    for pod in pods {
      guard let reference = pod.controllerReference else { continue }
      guard let (uid, size) = size(of: reference) else { return nil }
      sizes[uid] = size
    }
    return sizes.values.reduce(0, +)
  }

  /// A ReplicaSet that a Deployment owns counts as the Deployment.
  private func size(of reference: Node) -> (uid: String, size: Int)? {
    guard let uid = reference["uid"]?.scalarText, let owner = byUID[uid],
      owner.kind == reference["kind"]?.scalarText, owner.name == reference["name"]?.scalarText
    else { return nil }
    if owner.kind == "ReplicaSet", let parent = owner.controllerReference,
      parent["kind"]?.scalarText == "Deployment"
    {
      return size(of: parent)
    }
    guard ["Deployment", "ReplicaSet", "StatefulSet", "ReplicationController"].contains(owner.kind)
    else { return nil }
    return (uid, owner.root["spec"]?["replicas"]?.int32 ?? 1)
  }
}

extension KubernetesObject {
  /// The owner reference of the controller; nil where the object has none.
  fileprivate var controllerReference: Node? {
    metadata?["ownerReferences"]?.elements?.first { $0["controller"]?.scalar?.boolean == true }
  }
}
