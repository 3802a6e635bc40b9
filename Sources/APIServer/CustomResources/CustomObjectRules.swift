import Kubernetes
import Values
import YAML

/// Rules of custom resources that are not in OpenAPI: embedded objects, lists that are sets or maps.
extension Validation {
  /// The type and metadata of objects inside an object.
  mutating func embeddedResources(_ node: Node, _ schema: StructuralSchema, isRoot: Bool = false) {
    switch node.content {
    case .scalar: return
    case .sequence(let elements):
      guard let items = schema.items else { return }
      for (index, element) in elements.enumerated() {
        at(.index(index)) { v in v.embeddedResources(element, items) }
      }
    case .mapping(let mapping):
      if schema.isEmbeddedResource, !isRoot { embeddedObject(mapping) }
      for entry in mapping.entries {
        guard let field = schema.field(entry.name), entry.value.scalar == nil else { continue }
        at(.field(entry.name)) { v in v.embeddedResources(entry.value, field) }
      }
    }
  }

  /// What every object must have: a type, and metadata that is sound where there is any.
  mutating func embeddedObject(_ object: Fields) {
    for name in ["apiVersion", "kind"] {
      guard let value = object[name] else {
        required(.field(name))
        continue
      }
      if value.string == nil { invalid(.field(name), value: ShownValue(value), "must be a string") }
    }
    if let version = object.optionalText("apiVersion") {
      if version.isEmpty {
        invalid("apiVersion", value: "", "must not be empty")
      } else if version.split(separator: "/", omittingEmptySubsequences: false).count > 2 {
        invalid(
          "apiVersion", value: ShownValue(version), "unexpected GroupVersion string: \(version)")
      }
    }
    if let kind = object.optionalText("kind") {
      let faults = NameFormat.dns1035Label.faults(kind.lowercased())
      if kind.isEmpty {
        invalid("kind", value: "", "must not be empty")
      } else if !faults.isEmpty {
        invalid(
          "kind", value: ShownValue(kind),
          "may have mixed case, but should otherwise match: \(faults.joined(separator: ","))")
      }
    }
    guard object.has("metadata") else { return }
    var named = object
    named.changeMapping("metadata") { meta in
      if meta.text("name").isEmpty, meta.text("generateName").isEmpty {
        meta["name"] = .string("unnamed")
      }
    }
    metadata(
      named, name: .pathSegment, isNamespaced: !named.value("metadata").text("namespace").isEmpty)
  }

  /// The elements of lists that are sets, or maps by some of their fields.
  mutating func listTypes(_ node: Node, _ schema: StructuralSchema) {
    switch node.content {
    case .scalar: return
    case .sequence(let elements):
      switch schema.listType {
      case .atomic: break
      case .set: uniqueElements(elements)
      case .map: uniqueKeys(elements, schema)
      }
      guard let items = schema.items else { return }
      for (index, element) in elements.enumerated() where element.scalar == nil {
        at(.index(index)) { v in v.listTypes(element, items) }
      }
    case .mapping(let mapping):
      for entry in mapping.entries where entry.value.scalar == nil {
        guard let field = schema.field(entry.name) else { continue }
        at(.field(entry.name)) { v in v.listTypes(entry.value, field) }
      }
    }
  }

  /// Each value that stands several times is reported once, at its first repetition.
  private mutating func uniqueElements(_ elements: [Node]) {
    var counts: [String: Int] = [:]
    for (index, element) in elements.enumerated() {
      let json = element.json
      counts[json, default: 0] += 1
      if counts[json] == 2 { duplicate(.index(index), value: ShownValue(element)) }
    }
  }

  private mutating func uniqueKeys(_ elements: [Node], _ schema: StructuralSchema) {
    var counts: [[String: String]: Int] = [:]
    for (index, element) in elements.enumerated() where !element.isNull {
      guard let key = schema.key(of: element) else {
        invalid(
          .index(index), value: ShownValue(element),
          "must be an object for an array of list-type map")
        continue
      }
      counts[key, default: 0] += 1
      guard counts[key] == 2 else { continue }
      let shown = Node(
        Mapping(
          entries: schema.mapKeys.sorted().compactMap { name in
            element[name].map { Mapping.Entry(key: .string(name), value: $0) }
          }))
      duplicate(.index(index), value: ShownValue(shown))
    }
  }
}
