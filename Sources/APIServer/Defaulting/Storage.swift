import Kubernetes
import YAML

/// The form in which the server keeps and returns an object.
enum Storage {
  /// Drops empty lists and maps that mean nothing and writes the fields that are always written.
  static func form(of node: Node, as schema: ObjectSchema) -> Node {
    guard let mapping = node.mapping else { return node }
    let entries = mapping.entries
    // What is as it should be is not made anew: most of an object.
    var changed: [Mapping.Entry]?
    for index in entries.indices {
      guard let field = schema.field(entries[index].name) else {
        changed?.append(entries[index])
        continue
      }
      let value = stored(entries[index].value, in: field)
      if changed == nil, value?.isCopy(of: entries[index].value) != true {
        changed = Array(entries[..<index])
      }
      if let value { changed?.append(Mapping.Entry(key: entries[index].key, value: value)) }
    }
    var result = changed.map { Mapping(entries: $0) }
    schema.eachAlwaysWritten { field in
      let name = field.name
      guard (result ?? mapping).index(of: name) == nil else { return }
      result = result ?? mapping
      result?[name] = absent(field.type)
    }
    return result.map { Node($0, origin: node.origin) } ?? node
  }

  /// The value of a field; nil where it means the same as absence.
  private static func stored(_ value: Node, in field: FieldSchema) -> Node? {
    let type = field.type
    let kind = type.kind
    // What is neither of the three is as it is: most of an object.
    guard kind == .object || kind == .list || kind == .map else { return value }
    let value = form(of: value, as: type)
    guard kind != .object, value.isEmptyCollection else { return value }
    return field.presence == .alwaysWritten ? .null(origin: value.origin) : nil
  }

  private static func form(of node: Node, as type: ValueType) -> Node {
    switch (type.kind, node.content) {
    case (.object, .mapping):
      return type.object.map { form(of: node, as: $0) } ?? node
    case (.list, .sequence(let elements)):
      guard let element = type.element, element.kind == .object else { return node }
      var changed: [Node]?
      for index in elements.indices {
        let formed = form(of: elements[index], as: element)
        guard !formed.isCopy(of: elements[index]) else { continue }
        changed = changed ?? elements
        changed?[index] = formed
      }
      return changed.map { Node($0, origin: node.origin) } ?? node
    case (.map, .mapping(let mapping)):
      guard let element = type.element, element.kind == .object else { return node }
      let entries = mapping.entries.map {
        Mapping.Entry(key: $0.key, value: form(of: $0.value, as: element))
      }
      return Node(Mapping(entries: entries), origin: node.origin)
    default: return node
    }
  }

  private static func absent(_ type: ValueType) -> Node {
    switch type.kind {
    case .list, .map: .null(origin: .defaulted)
    case .object:
      // A pointer that is always written has no default object behind it.
      type.object.map { form(of: type.zero(origin: .defaulted), as: $0) } ?? .null()
    default: type.zero(origin: .defaulted)
    }
  }
}

extension Node {
  fileprivate var isEmptyCollection: Bool {
    switch content {
    case .scalar: false
    case .sequence(let elements): elements.isEmpty
    case .mapping(let mapping): mapping.isEmpty
    }
  }
}
