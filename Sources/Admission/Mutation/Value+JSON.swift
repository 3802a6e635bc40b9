import CEL
import Kubernetes
import Values
import YAML

/// Why a value cannot be written as JSON.
struct NoJSON: Error {
  var message: String
}

extension Value {
  /// The value as JSON, as the server writes the value of an operation of a JSON Patch.
  ///
  /// Inside a structure every number is written as one; elsewhere an integer that no double holds is
  /// written as a string.
  func json(_ origin: Origin, inStructure: Bool = false) throws(NoJSON) -> Node {
    switch self {
    case .null: return .null(origin: origin)
    case .bool(let value): return .boolean(value, origin: origin)
    case .int(let value):
      guard inStructure || abs(Double(value)) < 0x1p53 else {
        return .string(String(value), origin: origin)
      }
      return .integer(Int(value), origin: origin)
    case .uint(let value):
      guard inStructure || value < 1 << 53 else { return .string(String(value), origin: origin) }
      return Node(Scalar(text: String(value), type: .integer), origin: origin)
    case .double(let value):
      guard value.isFinite else { throw NoJSON(message: "the number is not finite") }
      return Node(Scalar(value), origin: origin)
    case .string(let text): return .string(text, origin: origin)
    case .bytes(let bytes): return .string(Base64.encode(bytes), origin: origin)
    case .timestamp(let time): return .string(time.description, origin: origin)
    case .duration(let duration): return .string(duration.description, origin: origin)
    case .opaque(let structure as StructureValue):
      return try Self.json(structure.fields.entries, origin, inStructure: true)
    case .host(let host as NodeValue): return host.node.settingOrigin(origin)
    case .list, .host:
      if elementCount != nil {
        var elements: [Node] = []
        for element in self.elements {
          elements.append(try element.json(origin, inStructure: inStructure))
        }
        return Node(elements, origin: origin)
      }
      return try Self.json(entries, origin, inStructure: inStructure)
    case .map(let map): return try Self.json(map.entries, origin, inStructure: inStructure)
    case .optional, .type, .opaque, .error:
      throw NoJSON(message: "no such overload: a \(type.name) is no JSON value")
    }
  }

  private static func json(
    _ entries: [(key: Value, value: Value)], _ origin: Origin, inStructure: Bool
  ) throws(NoJSON) -> Node {
    var mapping = Mapping()
    for entry in entries {
      guard case .string(let name) = entry.key else {
        throw NoJSON(message: "the key \(entry.key.literal) is no string")
      }
      mapping[name] = try entry.value.json(origin, inStructure: inStructure)
    }
    return Node(mapping, origin: origin)
  }
}
