import Diagnostics
package import Kubernetes
import Values
package import YAML

/// Reads an object as the server's strict decoder does, field by field against its schema.
///
/// What comes out is the object as the server holds it in memory: nulls and zero values that mean
/// the same as absence are gone, a null inside a list or map is the element's zero value, and
/// quantities are in their canonical form. What cannot be read stays as it is and is reported.
package struct Decoder {
  private var faults: [DecodingFault] = []
  private var path: [FieldPath.Step] = []
  /// The structs that hold the current value, each with its place in the path, for the server's
  /// words.
  private var owners: [(schema: ObjectSchema, depth: Int)] = []
  /// Whether unknown fields are no faults.
  private var dropsUnknown = false

  private init() {
    // Few objects are deeper.
    path.reserveCapacity(16)
    owners.reserveCapacity(8)
  }

  /// The object in memory, and everything that is wrong with how it is written.
  package static func decode(
    _ root: Node, as schema: ObjectSchema
  ) -> (root: Node, faults: [DecodingFault]) {
    var decoder = Decoder()
    let decoded = decoder.object(root, schema)
    return (decoded, decoder.faults)
  }

  private mutating func object(_ node: Node, _ schema: ObjectSchema) -> Node {
    guard let mapping = node.mapping else { return mismatch(node, expected: .object(schema)) }
    owners.append((schema, path.count))
    defer { owners.removeLast() }
    let entries = mapping.entries
    // What is as it should be is not made anew: most of an object.
    var changed: [Mapping.Entry]?
    for index in entries.indices {
      let name = entries[index].name
      path.append(.key(name))
      if let field = schema.field(name) {
        let value = self.field(entries[index].value, field)
        if changed == nil, value?.isCopy(of: entries[index].value) != true {
          changed = Array(entries[..<index])
        }
        if let value { changed?.append(Mapping.Entry(key: entries[index].key, value: value)) }
      } else if dropsUnknown {
        changed = changed ?? Array(entries[..<index])
      } else {
        reportUnknown(entries[index], in: schema)
        changed?.append(entries[index])
      }
      path.removeLast()
    }
    guard let changed else { return node }
    return Node(Mapping(entries: changed), origin: node.origin)
  }

  /// The field's value, or nil when the value means the same as absence.
  private mutating func field(_ node: Node, _ field: FieldSchema) -> Node? {
    if node.isNull { return nil }
    let value = value(node, field.type)
    guard field.presence == .droppedWhenZero, let scalar = value.scalar else { return value }
    return scalar.isZero ? nil : value
  }

  private mutating func value(_ node: Node, _ type: ValueType) -> Node {
    switch type.kind {
    case .object:
      guard let schema = type.object else { return node }
      return object(node, schema)
    case .list: return list(node, type)
    case .map: return map(node, type)
    case .any: return type.objectOfAny.map { union(node, $0) } ?? node
    case .quantity: return quantity(node)
    case .bytes where node.elements != nil: return byteArray(node)
    default:
      guard let scalar = node.scalar else { return mismatch(node, expected: .value(type)) }
      return read(scalar, node, as: type)
    }
  }

  /// A value of several forms: the server reads its objects by a decoder of their own, which drops
  /// what it does not know.
  private mutating func union(_ node: Node, _ schema: ObjectSchema) -> Node {
    let outer = dropsUnknown
    dropsUnknown = true
    defer { dropsUnknown = outer }
    switch node.content {
    case .mapping: return object(node, schema)
    case .sequence(let elements):
      guard elements.contains(where: { $0.mapping != nil }) else { return node }
      return Node(elements.map { object($0, schema) }, origin: node.origin)
    case .scalar: return node
    }
  }

  private mutating func list(_ node: Node, _ type: ValueType) -> Node {
    guard let elements = node.elements, let element = type.element else {
      return mismatch(node, expected: .value(type))
    }
    var changed: [Node]?
    for index in elements.indices {
      path.append(.index(index))
      let item = elements[index]
      let read = item.isNull ? element.zero(origin: item.origin) : value(item, element)
      if changed == nil, !read.isCopy(of: item) { changed = Array(elements[..<index]) }
      changed?.append(read)
      path.removeLast()
    }
    guard let changed else { return node }
    return Node(changed, origin: node.origin)
  }

  private mutating func map(_ node: Node, _ type: ValueType) -> Node {
    guard let mapping = node.mapping, let element = type.element else {
      return mismatch(node, expected: .value(type))
    }
    let entries = mapping.entries
    var changed: [Mapping.Entry]?
    for index in entries.indices {
      path.append(.key(entries[index].name))
      let value = mapped(entries[index].value, element)
      if changed == nil, !value.isCopy(of: entries[index].value) {
        changed = Array(entries[..<index])
      }
      changed?.append(Mapping.Entry(key: entries[index].key, value: value))
      path.removeLast()
    }
    guard let changed else { return node }
    return Node(Mapping(entries: changed), origin: node.origin)
  }

  /// A value of a map: what is no quantity of whole thousandths is rounded up.
  private mutating func mapped(_ node: Node, _ element: ValueType) -> Node {
    let value =
      node.isNull ? element.zero(origin: node.origin) : value(node, element)
    guard element.kind == .quantity, let text = value.string,
      let quantity = try? Quantity(text), !quantity.isMilliExact
    else { return value }
    return .string(quantity.roundedUpToMilli.description, origin: value.origin)
  }
}

// MARK: - Scalars

extension Decoder {
  private mutating func read(_ scalar: Scalar, _ node: Node, as type: ValueType) -> Node {
    switch (type.kind, scalar.type) {
    case (.string, .string), (.boolean, .boolean): return node
    case (.number, .integer), (.number, .float): return node.asFloat64
    case (.int32, .integer), (.int64, .integer):
      return integer(scalar, node, bits: type.kind == .int32 ? 32 : 64)
    case (.int32, .float), (.int64, .float), (.intOrString, .float):
      return report(
        .range, node,
        "json: cannot unmarshal number \(Node(scalar).json) into Go struct field \(fieldName) of "
          + "type \(type.goName)")
    case (.intOrString, .string): return node
    case (.intOrString, .integer): return integer(scalar, node, bits: 32)
    case (.bytes, .string): return base64(scalar, node)
    case (.time, .string), (.microTime, .string):
      return time(scalar, node, fraction: type.kind == .microTime)
    default: return mismatch(node, expected: .value(type))
    }
  }

  private mutating func integer(_ scalar: Scalar, _ node: Node, bits: Int) -> Node {
    if let value = scalar.integer, bits == 64 || Int32(exactly: value) != nil { return node }
    return report(
      .range, node,
      "json: cannot unmarshal number \(Node(scalar).json) into Go struct field \(fieldName) of "
        + "type int\(bits)")
  }

  private mutating func quantity(_ node: Node) -> Node {
    let text: String
    switch node.content {
    case .scalar(let scalar) where scalar.type == .string:
      text = scalar.text.trimmedAsQuantity
    case .scalar, .sequence, .mapping: text = node.json
    }
    do {
      let canonical = try Quantity(text).description
      if case .scalar(let scalar) = node.content, scalar.type == .string, scalar.text == canonical {
        return node
      }
      return .string(canonical, origin: node.origin)
    } catch {
      return report(.format, node, error.rawValue, stopping: true)
    }
  }

  private mutating func base64(_ scalar: Scalar, _ node: Node) -> Node {
    let bytes = scalar.text.utf8.filter { $0 != 0x0a && $0 != 0x0d }
    if let offset = Base64.fault(in: scalar.text) {
      return report(.format, node, "illegal base64 data at input byte \(offset)")
    }
    guard bytes.count < scalar.text.utf8.count else { return node }
    return .string(String(decoding: bytes, as: UTF8.self), origin: node.origin)
  }

  /// The server's decoder also takes bytes as a list of numbers.
  private mutating func byteArray(_ node: Node) -> Node {
    var bytes: [UInt8] = []
    for element in node.elements ?? [] {
      guard let byte = element.scalar?.integer.flatMap({ UInt8(exactly: $0) }) else {
        return report(
          .type, element,
          "json: cannot unmarshal \(element.jsonKind) into Go struct field \(fieldName) of type "
            + "uint8")
      }
      bytes.append(byte)
    }
    return .string(Base64.encode(bytes), origin: node.origin)
  }

  private mutating func time(_ scalar: Scalar, _ node: Node, fraction: Bool) -> Node {
    if let fault = TimeFault.message(in: scalar.text, fraction: fraction) {
      return report(.format, node, fault, stopping: true)
    }
    guard let time = Timestamp(scalar.text) else { return node }
    let canonical = fraction ? time.textInMicroseconds : time.textInSeconds
    return canonical == scalar.text ? node : .string(canonical, origin: node.origin)
  }
}

extension String {
  /// Without the white space that the server passes over around a quantity; of most there is none.
  fileprivate var trimmedAsQuantity: String {
    guard utf8.first.map(Self.isSpace) ?? false || utf8.last.map(Self.isSpace) ?? false else {
      return self
    }
    return String(trimming { $0 == " " || $0 == "\t" || $0 == "\n" })
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
  }
}

// MARK: - Faults

extension Decoder {
  private enum Expected {
    case object(ObjectSchema)
    case value(ValueType)
  }

  private mutating func mismatch(_ node: Node, expected: Expected) -> Node {
    let name: String
    var readsItself = false
    switch expected {
    case .object(let schema): name = schema.goName
    case .value(let type):
      name = namedType ?? type.goName
      readsItself = [.time, .microTime, .intOrString, .quantity].contains(type.kind)
    }
    return report(
      .type, node,
      "json: cannot unmarshal \(node.jsonKind) into Go struct field \(fieldName) of type \(name)",
      stopping: readsItself)
  }

  /// The name that Go gives to the type of the current value, where it has one of its own.
  private var namedType: String? {
    guard let (schema, depth) = owners.last, depth < path.count, case .key(let field) = path[depth]
    else { return nil }
    return GoNames.type(of: field, in: schema, depth: path.count - depth - 1)
  }

  /// The struct's name, then the way to the field through structs alone: neither indices nor the
  /// keys of maps are named, and what a struct embeds is.
  private var fieldName: String {
    var names = [owners.last?.schema.shortName ?? ""]
    for (schema, depth) in owners where depth < path.count {
      guard case .key(let field) = path[depth] else { continue }
      if let embedding = GoNames.embedding(of: field, in: schema) { names.append(embedding) }
      names.append(field)
    }
    return names.joined(separator: ".")
  }

  /// - Parameter stopping: whether the type reads itself, so that the server's decoder goes no
  ///   further.
  private mutating func report(
    _ kind: DecodingFault.Kind, _ node: Node, _ message: String, stopping: Bool = false
  ) -> Node {
    faults.append(
      DecodingFault(
        kind: kind, message: message, path: FieldPath(path), location: node.origin.location,
        stopsDecoding: stopping))
    return node
  }

  private mutating func reportUnknown(_ entry: Mapping.Entry, in schema: ObjectSchema) {
    let path = FieldPath(path)
    faults.append(
      DecodingFault(
        kind: .unknownField, message: "unknown field \"\(path.serverName)\"", path: path,
        location: entry.key.origin.location,
        suggestion: Spelling.nearest(to: entry.name, among: schema.fields.map(\.name))))
  }
}
