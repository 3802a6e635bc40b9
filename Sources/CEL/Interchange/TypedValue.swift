import Values

extension Value {
  /// The value in the form that answers and bindings have: `{"int":"4"}`, `{"list":[…]}`.
  package var typedJSON: JSONValue {
    switch self {
    case .null: .object([("null", .null)])
    case .bool(let value): .object([("bool", .bool(value))])
    case .int(let number): .tagged("int", String(number))
    case .uint(let number): .tagged("uint", String(number))
    case .double(let number): .tagged("double", formatGeneral(number))
    case .string(let text): .tagged("string", text)
    case .bytes(let bytes): .tagged("bytes", Base64.encode(bytes))
    case .timestamp(let time): .tagged("timestamp", time.description)
    case .duration(let duration): .tagged("duration", duration.description)
    case .optional(let wrapped): .object([("optional", wrapped?.typedJSON ?? .null)])
    case .type(let type): .opaque("type", type.name)
    case .opaque(let value): .opaque(value.type.name, value.text)
    case .error(let error): .tagged("error", error.message)
    case .list, .map, .host:
      elementCount != nil
        ? .object([("list", .array(elements.map(\.typedJSON)))])
        : .object([
          ("map", .array(entries.map { .array([$0.key.typedJSON, $0.value.typedJSON]) }))
        ])
    }
  }

  /// Reads that form; nil for any other.
  package init?(typedJSON json: JSONValue) {
    guard case .object(let members) = json, members.count == 1, let member = members.first,
      let value = Value.read(member.key, member.value)
    else { return nil }
    self = value
  }

  private static func read(_ tag: String, _ json: JSONValue) -> Value? {
    switch (tag, json) {
    case ("null", _): return .null
    case ("bool", .bool(let value)): return .bool(value)
    case ("int", .string(let text)): return Int64(text).map(Value.int)
    case ("uint", .string(let text)): return UInt64(text).map(Value.uint)
    case ("double", .string(let text)): return Conversion.parseDouble(text).map(Value.double)
    case ("string", .string(let text)): return .string(text)
    case ("bytes", .string(let text)): return Base64.decode(text).map(Value.bytes)
    case ("timestamp", .string(let text)): return Value.timestamp(reading: text)
    case ("duration", .string(let text)): return Duration(text).map(Value.duration)
    case ("optional", .null): return .optional(nil)
    case ("optional", _): return Value(typedJSON: json).map { .optional($0) }
    case ("list", .array(let elements)): return readList(elements)
    case ("map", .array(let entries)): return readMap(entries)
    default: return nil
    }
  }

  private static func readList(_ elements: [JSONValue]) -> Value? {
    let values = elements.compactMap { Value(typedJSON: $0) }
    return values.count == elements.count ? .list(values) : nil
  }

  private static func readMap(_ entries: [JSONValue]) -> Value? {
    var result: [(key: Value, value: Value)] = []
    for entry in entries {
      guard case .array(let pair) = entry, pair.count == 2, let key = Value(typedJSON: pair[0]),
        let value = Value(typedJSON: pair[1])
      else { return nil }
      result.append((key, value))
    }
    return .map(MapValue(result))
  }
}

extension JSONValue {
  fileprivate static func tagged(_ tag: String, _ text: String) -> JSONValue {
    .object([(tag, .string(text))])
  }

  fileprivate static func opaque(_ type: String, _ text: String) -> JSONValue {
    .object([("type", .string(type)), ("value", .string(text))])
  }
}
