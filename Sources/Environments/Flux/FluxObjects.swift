import Kubernetes

/// The objects of one cluster, by what they are called.
struct FluxObjects: Sendable {
  private var objects: [Key: KubernetesObject] = [:]

  private struct Key: Hashable {
    var group: String
    var kind: String
    var id: FluxIdentity
  }

  /// An object of a group and kind, in any version; nil where there is none.
  subscript(group: String, kind: String, id: FluxIdentity) -> KubernetesObject? {
    objects[Key(group: group, kind: kind, id: id)]
  }

  /// Adds an object; one of its name is replaced.
  mutating func add(_ object: KubernetesObject) {
    let id = FluxIdentity(namespace: object.namespace, name: object.name)
    objects[Key(group: object.gvk.group, kind: object.kind, id: id)] = object
  }

  /// All of them, in no order.
  var all: some Sequence<KubernetesObject> { objects.values }

  /// The objects of a kind, by name.
  func all(_ kind: String, of group: String) -> [KubernetesObject] {
    objects.filter { $0.key.kind == kind && $0.key.group == group }
      .sorted { $0.key.id < $1.key.id }.map(\.value)
  }
}
