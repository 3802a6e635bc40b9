import Values

extension Value {
  /// How an error message shows a value.
  var goText: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let number): String(number)
    case .uint(let number): String(number)
    case .double(let number): formatGeneral(number)
    case .string(let text): text
    case .bytes(let bytes): "[\(bytes.map { String($0) }.joined(separator: " "))]"
    case .timestamp(let time): time.description
    case .duration(let duration): duration.description
    case .list, .map, .host:
      elementCount != nil
        ? "[\(elements.map(\.goText).joined(separator: ", "))]"
        : "{\(entries.map { "\($0.key.goText): \($0.value.goText)" }.joined(separator: ", "))}"
    case .optional(let wrapped): wrapped.map { "optional(\($0.goText))" } ?? "optional.none()"
    case .type(let type): type.name
    case .opaque(let value): value.text
    case .error(let error): error.message
    }
  }

  /// How an error message names the type that cel-go keeps a value in.
  var goTypeName: String {
    switch self {
    case .null: "types.Null"
    case .bool: "types.Bool"
    case .int: "types.Int"
    case .uint: "types.Uint"
    case .double: "types.Double"
    case .string: "types.String"
    case .bytes: "types.Bytes"
    case .timestamp: "types.Timestamp"
    case .duration: "types.Duration"
    case .optional: "*types.Optional"
    case .type: "*types.Type"
    case .list, .map, .host, .opaque, .error: type.name
    }
  }
}
