package import Diagnostics
package import Kubernetes
package import YAML

/// An object that a build had on its way and does not print.
package struct DeletedObject: Sendable {
  /// The object as it was last, under the name that it had then.
  package var object: KubernetesObject
  /// Where the object, or what generated it, stands.
  package var definition: Location?
  /// The step that deleted it, and the bytes that ask for that.
  package var origin: Origin

  init(_ resource: Resource, deletedBy origin: Origin) {
    object = KubernetesObject(resource.root, removed: resource.removed)
    definition = resource.definition
    self.origin = origin
  }
}
