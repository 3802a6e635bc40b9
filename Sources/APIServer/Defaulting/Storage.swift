import Kubernetes
import YAML

/// The form in which the server keeps and returns an object.
enum Storage {
  /// Drops empty lists and maps that mean nothing and writes the fields that are always written.
  static func form(of node: Node, as schema: ObjectSchema) -> Node {
    guard let mapping = node.mapping else { return node }
    var entries: [Mapping.Entry] = []
    entries.reserveCapacity(mapping.count)
    for var entry in mapping.entries {
      guard let field = schema.field(entry.name) else {
        entries.append(entry)
        continue
      }
      entry.value = form(of: entry.value, as: field.type)
      if entry.value.isEmptyCollection, field.type.kind == .list || field.type.kind == .map {
        guard field.presence == .alwaysWritten else { continue }
        entry.value = .null(origin: entry.value.origin)
      }
      entries.append(entry)
    }
    var result = Mapping(entries: entries)
    for field in schema.fields where field.presence == .alwaysWritten && result[field.name] == nil {
      result[field.name] = absent(field.type)
    }
    return Node(result, origin: node.origin)
  }

  private static func form(of node: Node, as type: ValueType) -> Node {
    switch (type.kind, node.content) {
    case (.object, .mapping):
      return type.object.map { form(of: node, as: $0) } ?? node
    case (.list, .sequence(let elements)):
      guard let element = type.element, element.kind == .object else { return node }
      return Node(elements.map { form(of: $0, as: element) }, origin: node.origin)
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
