import CEL
import Diagnostics
import YAML

/// A value of an apply configuration as the server's typed merge reads it.
///
/// The server turns what an expression made into plain maps and lists, but only one level deep: a map
/// or list that a literal makes inside another map or list stays a value of the language, which the
/// merge cannot read.
indirect enum AppliedValue {
  /// A scalar, or a part of an object.
  case node(Node)
  /// CEL's null, which is no null to the merge.
  case null(Origin)
  case map([(name: String, value: AppliedValue)], Origin)
  case list([AppliedValue], Origin)
  /// What the merge cannot read, as Go prints it, and the name of its Go type.
  case unreadable(text: String, type: String)
}

/// Why a structure is no apply configuration.
struct PatchTypeMismatch: Error {
  var message: String
}

extension StructureValue {
  /// Checks that the types of the structures inside name the fields that they are the values of.
  ///
  /// - Throws: every type that does not, in the server's words.
  func checkTypeNames() throws(PatchTypeMismatch) {
    let problems = Value.opaque(self).misnamedTypes(path: [type.name])
    guard problems.isEmpty else {
      throw PatchTypeMismatch(message: "type mismatch: " + problems.joined(separator: "\n"))
    }
  }
}

extension Value {
  fileprivate func misnamedTypes(path: [String]) -> [String] {
    switch self {
    case .opaque(let structure as StructureValue):
      let expected = path.joined(separator: ".")
      let own =
        structure.type.name == expected
        ? []
        : [
          "unexpected type name \"\(structure.type.name)\", expected \"\(expected)\", which matches "
            + "field name path from root Object type"
        ]
      return own
        + structure.fields.entries.flatMap { entry -> [String] in
          guard case .string(let name) = entry.key else { return [] }
          return entry.value.misnamedTypes(path: path + [name])
        }
    case .list(let elements): return elements.flatMap { $0.misnamedTypes(path: path) }
    case .map(let map): return map.entries.flatMap { $0.value.misnamedTypes(path: path) }
    default: return []
    }
  }
}

extension AppliedValue {
  /// Where the values that an expression makes come from.
  struct Source {
    let expression: PolicyExpression

    /// The origin of what is written in a range of the expression, or in all of it.
    func origin(_ range: ByteRange? = nil) -> Origin {
      Origin(range.flatMap(expression.location(of:)) ?? expression.location, by: .policy)
    }
  }

  /// The structure as the server converts it.
  ///
  /// - Throws: what the server says of a map whose keys are no strings.
  init(_ structure: StructureValue, _ source: Source) throws(PatchTypeMismatch) {
    var fields: [(name: String, value: AppliedValue)] = []
    for entry in structure.fields.entries {
      guard case .string(let name) = entry.key else { continue }
      let origin = source.origin(structure.places[name])
      fields.append((name, try Self.field(entry.value, origin, source)))
    }
    self = .map(fields, source.origin())
  }

  /// The value of a structure's field: a map or list that a literal makes is converted.
  private static func field(
    _ value: Value, _ origin: Origin, _ source: Source
  ) throws(PatchTypeMismatch) -> AppliedValue {
    switch value {
    case .list(let elements):
      var result: [AppliedValue] = []
      for element in elements { result.append(try Self.element(element, origin, source)) }
      return .list(result, origin)
    case .map(let map):
      var result: [(name: String, value: AppliedValue)] = []
      for entry in map.entries {
        guard case .string(let name) = entry.key else {
          throw PatchTypeMismatch(
            message: "map key \(entry.key.literal) is of type \(entry.key.goTypeName), not string")
        }
        result.append((name, try Self.element(entry.value, origin, source)))
      }
      return .map(result, origin)
    default: return try element(value, origin, source)
    }
  }

  /// The value of an element, of which only structures and parts of objects are converted.
  private static func element(
    _ value: Value, _ origin: Origin, _ source: Source
  ) throws(PatchTypeMismatch) -> AppliedValue {
    switch value {
    case .null: return .null(origin)
    case .bool(let value): return .node(.boolean(value, origin: origin))
    case .int(let value): return .node(.integer(Int(value), origin: origin))
    case .uint(let value):
      return .node(Node(.init(text: String(value), type: .integer), origin: origin))
    case .double(let value): return .node(Node(Scalar(value), origin: origin))
    case .string(let text): return .node(.string(text, origin: origin))
    case .opaque(let structure as StructureValue): return try AppliedValue(structure, source)
    case .host(let host as NodeValue): return .node(host.node.settingOrigin(origin))
    default: return .unreadable(text: value.goText, type: value.goTypeName)
    }
  }

  /// The value as a tree, once the merge can read all of it.
  var node: Node {
    switch self {
    case .node(let node): node
    case .null(let origin): .null(origin: origin)
    case .map(let fields, let origin):
      Node(
        Mapping(
          entries: fields.map {
            Mapping.Entry(key: .string($0.name, origin: origin), value: $0.value.node)
          }), origin: origin)
    case .list(let elements, let origin): Node(elements.map(\.node), origin: origin)
    case .unreadable: .null()
    }
  }
}

extension Scalar {
  /// A number as JSON has it: a whole one without a point.
  init(_ number: Double) {
    if let whole = Int(exactly: number) {
      self.init(text: String(whole), type: .integer)
    } else {
      self.init(text: number.description, type: .float)
    }
  }
}

extension Node {
  /// The tree with one origin for all of it.
  func settingOrigin(_ origin: Origin) -> Node {
    var copy = self
    copy.updateAll { $0.origin = origin }
    return copy
  }
}

extension Value {
  /// The name of the Go type that the server's library gives a value.
  var goTypeName: String {
    switch self {
    case .null: "structpb.NullValue"
    case .bool: "bool"
    case .int: "int64"
    case .uint: "uint64"
    case .double: "float64"
    case .string: "string"
    case .bytes: "[]uint8"
    case .timestamp: "time.Time"
    case .duration: "time.Duration"
    case .list: "[]ref.Val"
    case .map: "map[ref.Val]ref.Val"
    case .host: elementCount == nil ? "map[string]interface {}" : "[]interface {}"
    case .optional: "*types.Optional"
    case .type, .opaque, .error: type.name
    }
  }

  /// The value as Go's `%v` prints it.
  fileprivate var goText: String {
    switch self {
    case .list, .map, .host:
      guard elementCount == nil else { return "[\(elements.map(\.goText).joined(separator: " "))]" }
      let entries = entries.map { "\($0.key.goText):\($0.value.goText)" }.sorted()
      return "map[\(entries.joined(separator: " "))]"
    case .string(let text): return text
    case .null: return "NULL_VALUE"
    default: return literal
    }
  }
}
