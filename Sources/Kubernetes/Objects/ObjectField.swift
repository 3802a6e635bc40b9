package import YAML

/// A field of an object: where it is, and what it holds.
package struct ObjectField: Sendable {
  /// The way from the object's root.
  package let path: FieldPath
  /// What stands there, with the place in the sources that set it.
  package let node: Node

  /// A field that was found at `path`; the caller answers for both belonging together.
  package init(path: FieldPath, node: Node) {
    self.path = path
    self.node = node
  }

  /// The field of a mapping; nil where it is absent or null, or where this is no mapping.
  package subscript(name: String) -> ObjectField? {
    guard let next = node[name], !next.isNull else { return nil }
    return ObjectField(path: path.appending(.key(name)), node: next)
  }

  /// The elements of a list; none where this is no list.
  package var elements: [ObjectField] {
    (node.elements ?? []).enumerated().map { index, element in
      ObjectField(path: path.appending(.index(index)), node: element)
    }
  }

  /// The entries of a mapping by their names; none where this is no mapping.
  package var entries: [(name: String, field: ObjectField)] {
    (node.mapping?.entries ?? []).map { entry in
      (entry.name, ObjectField(path: path.appending(.key(entry.name)), node: entry.value))
    }
  }

  /// The text of a scalar, whatever its type; nil for null and for collections.
  package var text: String? { node.scalarText }
}

extension KubernetesObject {
  /// The object as the field that holds all others.
  package var field: ObjectField { ObjectField(path: .root, node: root) }

  /// The field that `path` leads to; nil where it is absent or null.
  package func field(at path: FieldPath) -> ObjectField? {
    guard let node = root[path], !node.isNull else { return nil }
    return ObjectField(path: path, node: node)
  }
}
