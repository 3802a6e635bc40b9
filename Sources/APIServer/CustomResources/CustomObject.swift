import Diagnostics
import Kubernetes
import YAML

/// Reads a custom resource as the server does: metadata by its type, unknown fields by the schema.
struct CustomObject {
  private(set) var faults: [DecodingFault] = []
  private var path: [FieldPath.Step] = []

  fileprivate static let metadataSchema = Facts.standard.schema(
    named: "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")

  private init() {}

  /// The object without fields that the schema does not know, and what is wrong with how it is
  /// written.
  static func decode(
    _ root: Node, as schema: StructuralSchema
  ) -> (root: Node, faults: [DecodingFault]) {
    var decoder = CustomObject()
    let decoded = decoder.object(root, schema, isResource: true)
    return (decoded, decoder.faults)
  }

  /// A default of a schema, read as a part of an object.
  static func decodeDefault(
    _ value: Node, as schema: StructuralSchema
  ) -> (root: Node, faults: [DecodingFault]) {
    var decoder = CustomObject()
    let decoded = decoder.value(value, schema)
    return (decoded, decoder.faults)
  }

  /// - Parameter isKept: whether fields that the schema does not know stay, because a list of such
  ///   values keeps them.
  private mutating func value(
    _ node: Node, _ schema: StructuralSchema, isKept: Bool = false
  ) -> Node {
    switch node.content {
    case .scalar: return node.asUntypedNumber
    case .sequence(let elements):
      guard let items = schema.items else { return node }
      var result: [Node] = []
      result.reserveCapacity(elements.count)
      for (index, element) in elements.enumerated() {
        path.append(.index(index))
        result.append(value(element, items, isKept: isKept || schema.preservesUnknownFields))
        path.removeLast()
      }
      return Node(result, origin: node.origin)
    case .mapping:
      return object(node, schema, isResource: schema.isEmbeddedResource, isKept: isKept)
    }
  }

  private mutating func object(
    _ node: Node, _ schema: StructuralSchema, isResource: Bool, isKept: Bool = false
  ) -> Node {
    guard let mapping = node.mapping else {
      return node
    }
    var entries: [Mapping.Entry] = []
    entries.reserveCapacity(mapping.count)
    for var entry in mapping.entries {
      path.append(.key(entry.name))
      defer { path.removeLast() }
      if isResource, entry.name == "metadata" {
        entry.value = metadata(entry.value)
      } else if isResource, entry.name == "apiVersion" || entry.name == "kind" {
        if entry.value.string == nil {
          report(.type, entry.value, "Invalid value: \(entry.value.json): must be a string")
        }
      } else if let field = schema.field(entry.name) {
        entry.value = value(entry.value, field)
      } else if !isKept, !schema.keeps(entry.name) {
        reportUnknown(entry, schema)
        continue
      }
      entries.append(entry)
    }
    return Node(Mapping(entries: entries), origin: node.origin)
  }

  private mutating func metadata(_ node: Node) -> Node {
    guard !node.isNull else { return Node(Mapping(), origin: node.origin) }
    guard node.mapping != nil, let schema = Self.metadataSchema else {
      let message = "json: cannot unmarshal \(node.jsonKind) into Go value of type v1.ObjectMeta"
      report(
        .type, node, isEmbedded ? "Invalid value: \(ShownValue(node).text): \(message)" : message)
      return node
    }
    let (root, found) = Decoder.decode(node, as: schema)
    for fault in found {
      let place = FieldPath(path) + fault.path
      var message = fault.message
      if fault.kind == .unknownField {
        message = "unknown field \"\(place.serverName)\""
      } else if isEmbedded {
        message = "\(FieldPath(path)): Invalid value: \(ShownValue(node).text): \(message)"
      }
      faults.append(
        DecodingFault(
          kind: fault.kind, message: message, path: place, location: fault.location,
          suggestion: fault.suggestion, stopsDecoding: fault.stopsDecoding))
    }
    return root
  }

  /// Whether the metadata is that of an object inside the object.
  private var isEmbedded: Bool { path.count > 1 }

  private mutating func report(
    _ kind: DecodingFault.Kind, _ node: Node, _ message: String
  ) {
    let place = FieldPath(path)
    faults.append(
      DecodingFault(
        kind: kind, message: path.count > 1 ? "\(place): \(message)" : message, path: place,
        location: node.origin.location))
  }

  private mutating func reportUnknown(_ entry: Mapping.Entry, _ schema: StructuralSchema) {
    let place = FieldPath(path)
    faults.append(
      DecodingFault(
        kind: .unknownField, message: "unknown field \"\(place.serverName)\"", path: place,
        location: entry.key.origin.location,
        suggestion: Spelling.nearest(to: entry.name, among: schema.properties.keys.sorted())))
  }
}

extension StructuralSchema {
  /// Whether an object keeps a field that the schema does not describe.
  fileprivate func keeps(_ name: String) -> Bool {
    if preservesUnknownFields { return true }
    if case .anything = additionalProperties { return true }
    return false
  }
}

extension StructuralSchema {
  /// Fills in the defaults of absent fields, and of nulls where a value cannot be null.
  func fill(_ node: inout Node) {
    guard fillsIn else { return }
    switch node.content {
    case .scalar: return
    case .sequence:
      guard let items else { return }
      node.changeElements { element in
        if element.isNull, !items.isNullable, let value = items.defaultValue { element = value }
        items.fill(&element)
      }
    case .mapping:
      node.changeMapping { mapping in
        for (name, property) in defaulted {
          guard let value = property.defaultValue else { continue }
          guard let present = mapping[name] else {
            mapping[name] = value
            continue
          }
          if present.isNull, !property.isNullable { mapping[name] = value }
        }
        for index in 0..<mapping.count {
          guard let field = field(mapping.entries[index].name) else { continue }
          mapping.update(at: index) { field.fill(&$0) }
        }
      }
    }
  }

  /// Drops nulls of fields that cannot be null.
  func dropNulls(_ node: inout Node) {
    switch node.content {
    case .scalar: return
    case .sequence:
      guard let items else { return }
      node.changeElements { items.dropNulls(&$0) }
    case .mapping:
      node.changeMapping { mapping in
        mapping.removeAll { entry in
          guard entry.value.isNull, let field = field(entry.name) else { return false }
          return !field.isNullable && field.defaultValue == nil
        }
        for index in 0..<mapping.count {
          guard let field = field(mapping.entries[index].name) else { continue }
          mapping.update(at: index) { field.dropNulls(&$0) }
        }
      }
    }
  }

  /// Whether server-side apply can read a value: the types that it merges by are the schema's.
  func canApply(_ node: Node) -> Bool {
    if node.isNull || isIntOrString { return true }
    switch (type, node.content) {
    case ("object", .mapping(let mapping)):
      return mapping.entries.allSatisfy { field($0.name)?.canApply($0.value) ?? true }
    case ("array", .sequence(let elements)):
      return items.map { items in elements.allSatisfy { items.canApply($0) } } ?? true
    case ("string", .scalar(let scalar)): return scalar.type == .string
    case ("boolean", .scalar(let scalar)): return scalar.type == .boolean
    case ("integer", .scalar(let scalar)), ("number", .scalar(let scalar)):
      return scalar.number != nil
    case ("", _): return true
    default: return false
    }
  }
}

extension MergeShape {
  /// The shape of a custom resource.
  init(resource schema: StructuralSchema) { self.init(schema, isResource: true) }

  private init(_ schema: StructuralSchema, isResource: Bool = false) {
    if schema.isIntOrString {
      self = .scalar(.any)
      return
    }
    switch schema.type {
    case "object":
      let fields = MergeShape.fields { name in
        if isResource || schema.isEmbeddedResource, let shape = Self.ofResource(name) {
          return shape
        }
        if let field = schema.field(name) { return MergeShape(field) }
        return schema.preservesUnknownFields ? .untyped : nil
      }
      self = schema.isAtomicMap ? .atomic(fields) : fields
    case "array":
      guard let items = schema.items else {
        self = .list(element: .untyped)
        return
      }
      let element = MergeShape(items)
      switch schema.listType {
      case .atomic: self = .list(element: element)
      case .set: self = .set(element: element)
      case .map:
        let keys = schema.mapKeys.map { name in
          let fallback = items.properties[name]?.defaultValue
          return Key(name: name, fallback: fallback?.string ?? fallback?.json)
        }
        self = .keyed(keys, element: element)
      }
    case "string": self = .scalar(["", "byte"].contains(schema.format) ? .string : .any)
    case "integer", "number": self = .scalar(.number)
    case "boolean": self = .scalar(.boolean)
    default: self = .untyped
    }
  }

  /// A field that every resource has.
  private static func ofResource(_ name: String) -> MergeShape? {
    switch name {
    case "apiVersion", "kind": .scalar(.string)
    case "metadata": CustomObject.metadataSchema.map { MergeShape($0) }
    default: nil
    }
  }
}
