package import Diagnostics
package import YAML

/// A Kubernetes object as a view over its YAML tree.
///
/// Nothing is copied or checked: a field that is absent, or not of the type it should be, reads as
/// nil or as empty.
package struct KubernetesObject: Sendable {
  /// The object, a mapping.
  package var root: Node

  package init(_ root: Node) { self.root = root }

  package var apiVersion: String { root["apiVersion"]?.string ?? "" }
  package var kind: String { root["kind"]?.string ?? "" }
  package var gvk: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
  package var metadata: Node? { root["metadata"] }
  package var name: String { metadata?["name"]?.scalarText ?? "" }
  /// Empty where the object names none.
  package var namespace: String { metadata?["namespace"]?.scalarText ?? "" }
  package var labels: [String: String] { stringMap(metadata?["labels"]) }
  package var annotations: [String: String] { stringMap(metadata?["annotations"]) }

  package var identity: ObjectIdentity {
    ObjectIdentity(gvk: gvk, namespace: namespace, name: name)
  }

  /// Where the object stands in its source, or nil when it was made from nothing.
  package var location: Location? { root.origin.location }

  private func stringMap(_ node: Node?) -> [String: String] {
    guard let mapping = node?.mapping else { return [:] }
    return Dictionary(
      mapping.entries.map { ($0.name, $0.value.scalarText ?? "") }, uniquingKeysWith: { $1 })
  }
}

/// What makes an object one and the same in a cluster.
package struct ObjectIdentity: Hashable, Sendable, CustomStringConvertible {
  package var gvk: GroupVersionKind
  /// Empty for an object of the cluster's own, and for one that names no namespace.
  package var namespace: String
  package var name: String

  package init(gvk: GroupVersionKind, namespace: String, name: String) {
    self.gvk = gvk
    self.namespace = namespace
    self.name = name
  }

  /// For people: `Deployment/ml-staging/model-api`, or `Namespace/ml-staging`.
  package var description: String {
    namespace.isEmpty ? "\(gvk.kind)/\(name)" : "\(gvk.kind)/\(namespace)/\(name)"
  }
}
