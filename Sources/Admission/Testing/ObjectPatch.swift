package import Kubernetes
package import YAML

/// A change of an object: a merge, or a list of JSON Patch operations.
package enum ObjectPatch: Sendable {
  /// Merged as a strategic merge patch is, with a built-in kind's merge keys.
  case merge(Node)
  /// RFC 6902, with each operation as it is written.
  case operations(JSONPatch, [Node])

  /// Why a patch does not apply.
  package struct Failure: Error, Sendable {
    /// One sentence, lower case, no full stop.
    package var message: String
    /// The part of the patch that is to blame.
    package var node: Node
  }

  /// The object with the change made.
  package func applied(to object: Node) throws(Failure) -> Node {
    switch self {
    case .merge(let patch):
      let gvk = KubernetesObject(object).gvk
      return KeyedMerge.merge(patch, into: object, as: Facts.standard.schema(of: gvk))
    case .operations(let patch, let nodes):
      do throws(JSONPatch.Failure) { return try patch.applied(to: object) } catch {
        throw Failure(message: error.message, node: nodes[error.operation])
      }
    }
  }
}

/// Merges a patch into an object, lists by the keys that the API's schema names.
enum KeyedMerge {
  static func merge(_ patch: Node, into node: Node, as schema: ObjectSchema?) -> Node {
    guard let changes = patch.mapping, var mapping = node.mapping else { return patch.withoutNulls }
    for entry in changes.entries {
      let field = schema?.field(entry.name)
      if entry.value.isNull {
        mapping[entry.name] = nil
      } else if let present = mapping[entry.name] {
        mapping[entry.name] = merge(entry.value, into: present, of: field)
      } else {
        mapping[entry.name] = entry.value.withoutNulls
      }
    }
    return Node(mapping, origin: node.origin)
  }

  private static func merge(_ patch: Node, into node: Node, of field: FieldSchema?) -> Node {
    if let key = field?.patchMergeKey, field?.mergesInPatch == true,
      let changes = patch.elements, let elements = node.elements
    {
      let schema = field?.type.element?.object
      return Node(merge(changes, into: elements, by: key, as: schema), origin: node.origin)
    }
    // A list without a key, and every other value, is replaced whole.
    guard patch.mapping != nil else { return patch }
    return merge(patch, into: node, as: field?.type.object)
  }

  private static func merge(
    _ changes: [Node], into elements: [Node], by key: String, as schema: ObjectSchema?
  ) -> [Node] {
    var result = elements
    for change in changes {
      let name = change[key]?.scalarText
      let position = result.firstIndex { name != nil && $0[key]?.scalarText == name }
      switch (position, change["$patch"]?.string) {
      case (let position?, "delete"): result.remove(at: position)
      case (nil, "delete"): break
      case (let position?, _): result[position] = merge(change, into: result[position], as: schema)
      case (nil, _): result.append(change.withoutNulls)
      }
    }
    return result
  }
}

extension Node {
  /// The tree without the fields that are null, which in a merge mean that there shall be none.
  fileprivate var withoutNulls: Node {
    guard let mapping else { return self }
    var result = Mapping()
    for entry in mapping.entries where !entry.value.isNull {
      result.append(Mapping.Entry(key: entry.key, value: entry.value.withoutNulls))
    }
    return Node(result, origin: origin)
  }
}
