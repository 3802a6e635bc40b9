package import Diagnostics
package import YAML

/// A Kubernetes object as a view over its YAML tree.
///
/// Nothing is copied or checked: a field that is absent, or not of the type it should be, reads as
/// nil or as empty.
package struct KubernetesObject: Sendable {
  /// The object, a mapping.
  package var root: Node
  /// What the object had before something removed it, as far as that is known.
  package var removed = RemovedFields()

  /// The view of a tree, which need not be an object at all.
  package init(_ root: Node) { self.root = root }

  /// The view of a tree that has lost fields.
  package init(_ root: Node, removed: RemovedFields) {
    self.root = root
    self.removed = removed
  }

  /// Group and version as they are written; empty where there are none.
  package var apiVersion: String { text("apiVersion") }
  /// The kind as it is written; empty where there is none.
  package var kind: String { text("kind") }
  /// The object's type, with empty parts where the object does not say them.
  package var gvk: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
  /// The object's metadata, whatever stands there.
  package var metadata: Node? { root["metadata"] }
  /// The object's name, also where it is a number for want of quotes; empty where it has none.
  package var name: String { metadata?.scalar("name")?.textUnlessNull ?? "" }
  /// Empty where the object names none.
  package var namespace: String { metadata?.scalar("namespace")?.textUnlessNull ?? "" }
  /// The labels; a value that is no text reads as empty.
  package var labels: [String: String] { stringMap(metadata?["labels"]) }
  /// The annotations; a value that is no text reads as empty.
  package var annotations: [String: String] { stringMap(metadata?["annotations"]) }

  /// What the object is called in a cluster, with its own namespace, if any.
  package var identity: ObjectIdentity {
    ObjectIdentity(gvk: gvk, namespace: namespace, name: name)
  }

  /// Where the object stands in its source, or nil when it was made from nothing.
  package var location: Location? { root.origin.location }

  /// The text of one of the object's own fields; empty where that holds no string.
  private func text(_ field: String) -> String {
    guard let scalar = root.scalar(field), scalar.type == .string else { return "" }
    return scalar.text
  }

  private func stringMap(_ node: Node?) -> [String: String] {
    guard let mapping = node?.mapping else { return [:] }
    return Dictionary(
      mapping.entries.map { ($0.name, $0.value.scalarText ?? "") }, uniquingKeysWith: { $1 })
  }
}

/// What makes an object one and the same in a cluster.
package struct ObjectIdentity: Hashable, Sendable, CustomStringConvertible {
  /// The type with its version, so that two versions of one object are two identities.
  package var gvk: GroupVersionKind
  /// Empty for an object of the cluster's own, and for one that names no namespace.
  package var namespace: String
  /// Unique among the objects of one kind in one namespace.
  package var name: String

  /// The identity of these names; a namespace is not added to objects that name none.
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
