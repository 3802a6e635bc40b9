import Values

extension FunctionLibrary {
  /// `int()`, `string()` and their like, `type()` and `dyn()`.
  static let conversions: [Function] = [
    conversion(.bool, "bool", [.bool, .string], [Example("bool('true')", "true")]),
    conversion(.bytes, "bytes", [.bytes, .string], [Example("bytes('é')", "b'é'")]),
    conversion(
      .double, "double", [.double, .int, .string, .uint], [Example("double('1.5')", "1.5")]),
    conversion(
      .duration, "duration", [.duration, .int, .string],
      [Example("duration('1h') == duration('60m')", "true"), Example("duration('x' + '')", nil)]),
    conversion(
      .int, "int", [.int, .double, .duration, .string, .timestamp, .uint],
      [Example("int(1.9)", "1"), Example("int(timestamp('1970-01-01T00:01:00Z'))", "60")]),
    conversion(
      .string, "string",
      [.string, .bool, .bytes, .double, .duration, .int, .timestamp, .uint],
      [Example("string(1.0e6)", "'1e+06'"), Example("string(b'é')", "'é'")]),
    conversion(
      .timestamp, "timestamp", [.timestamp, .int, .string],
      [Example("timestamp(0) == timestamp('1970-01-01T00:00:00Z')", "true")]),
    conversion(.uint, "uint", [.uint, .double, .int, .string], [Example("uint(2)", "2u")]),
    Function(
      "type", "The type of a value.",
      overloads: [
        .global("type", [.parameter("A")], .type(.parameter("A")))
      ], implementation: .unary { .type($0.type) }, examples: [Example("type(1)", "int")]),
    Function(
      "dyn", "The value without its type, for the compiler.",
      overloads: [.global("to_dyn", [.parameter("A")], .dyn)], implementation: .unary { $0 },
      examples: [Example("dyn(1) == 1", "true")]),
  ]

  /// The functions that are carried out while compiling when their argument is a literal.
  static let conversionNames: Set<String> = Set(conversions.map(\.name))

  private static func conversion(
    _ target: CELType, _ name: String, _ sources: [CELType], _ examples: [Example]
  ) -> Function {
    let overloads = sources.map { source in
      let isTextCopy =
        [source, target] == [.string, .bytes] || [source, target] == [.bytes, .string]
      return Overload.global(
        "\(source.displayName)_to_\(name)", [source], target,
        .unary { Conversion.convert($0, to: target) },
        cost: isTextCopy ? FunctionLibrary.textCopy(widens: target == .bytes) : nil)
    }
    return Function(
      name, "Converts a value to \(name).", overloads: overloads, examples: examples)
  }

  private static func textCopy(widens: Bool) -> CallCost {
    CallCost(
      actual: .unary { $0.costSize.scaled(0.1) },
      estimate: { call in
        let size = call.size(0)
        return CallEstimate(
          cost: size.scaled(0.1),
          resultSize: widens
            ? SizeEstimate(size.min, size.max.multipliedSaturated(by: 4))
            : SizeEstimate(size.min / 4, size.max))
      })
  }
}

/// Conversions between the types of the language.
enum Conversion {
  static func convert(_ value: Value, to target: CELType) -> Value {
    switch target {
    case .bool: toBool(value)
    case .bytes: toBytes(value)
    case .double: toDouble(value)
    case .duration: toDuration(value)
    case .int: toInt(value)
    case .string: toString(value)
    case .timestamp: toTimestamp(value)
    case .uint: toUint(value)
    default: impossible(value, target)
    }
  }

  private static func impossible(_ value: Value, _ target: CELType) -> Value {
    .failure("type conversion error from '\(value.type.name)' to '\(target.name)'")
  }

  private static func toBool(_ value: Value) -> Value {
    switch value {
    case .bool: return value
    case .string(let text):
      if ["1", "t", "T", "TRUE", "true", "True"].contains(text) { return .bool(true) }
      if ["0", "f", "F", "FALSE", "false", "False"].contains(text) { return .bool(false) }
      return impossible(value, .bool)
    default: return impossible(value, .bool)
    }
  }

  private static func toBytes(_ value: Value) -> Value {
    switch value {
    case .bytes: value
    case .string(let text): .bytes(Array(text.utf8))
    default: impossible(value, .bytes)
    }
  }

  private static func toDouble(_ value: Value) -> Value {
    switch value {
    case .double: return value
    case .int(let number): return .double(Double(number))
    case .uint(let number): return .double(Double(number))
    case .string(let text): return parseDouble(text).map(Value.double) ?? impossible(value, .double)
    default: return impossible(value, .double)
    }
  }

  /// Nil for text that is no number, and for a number beyond what a double holds.
  static func parseDouble(_ text: String) -> Double? {
    let unsigned = text.first == "+" || text.first == "-" ? text.dropFirst() : text[...]
    switch unsigned.lowercased() {
    case "inf", "infinity": return text.first == "-" ? -.infinity : .infinity
    case "nan": return .nan
    default: break
    }
    guard let first = unsigned.utf8.first, first.isDigit || first == UInt8(ascii: "."),
      let number = Double(text), number.isFinite
    else { return nil }
    return number
  }

  private static func toDuration(_ value: Value) -> Value {
    switch value {
    case .duration: value
    case .string(let text): Duration(text).map(Value.duration) ?? impossible(value, .duration)
    default: impossible(value, .duration)
    }
  }

  private static func toTimestamp(_ value: Value) -> Value {
    switch value {
    case .timestamp: value
    case .int(let seconds):
      Value.timestamp(checking: Timestamp(seconds: seconds)) ?? Arithmetic.timestampOverflow
    case .string(let text): Value.timestamp(reading: text) ?? impossible(value, .timestamp)
    default: impossible(value, .timestamp)
    }
  }

  private static func toInt(_ value: Value) -> Value {
    switch value {
    case .int: value
    case .uint(let number): Int64(exactly: number).map(Value.int) ?? Arithmetic.integerOverflow
    case .double(let number):
      number > -9_223_372_036_854_775_808 && number < 9_223_372_036_854_775_808
        ? .int(Int64(number)) : Arithmetic.integerOverflow
    case .string(let text): Int64(text).map(Value.int) ?? impossible(value, .int)
    case .timestamp(let time): .int(time.seconds)
    case .duration(let duration): .int(duration.nanoseconds)
    default: impossible(value, .int)
    }
  }

  private static func toUint(_ value: Value) -> Value {
    switch value {
    case .uint: return value
    case .int(let number):
      return UInt64(exactly: number).map(Value.uint) ?? Arithmetic.unsignedOverflow
    case .double(let number):
      return number >= 0 && number < 18_446_744_073_709_551_616
        ? .uint(UInt64(number)) : Arithmetic.unsignedOverflow
    case .string(let text):
      guard text.utf8.first?.isDigit == true, let number = UInt64(text) else {
        return impossible(value, .uint)
      }
      return .uint(number)
    default: return impossible(value, .uint)
    }
  }

  static func toString(_ value: Value) -> Value {
    switch value {
    case .string: value
    case .bool(let value): .string(value ? "true" : "false")
    case .int(let number): .string(String(number))
    case .uint(let number): .string(String(number))
    case .double(let number): .string(formatGeneral(number))
    case .timestamp(let time): .string(time.description)
    case .duration(let duration): .string(duration.secondsText)
    case .bytes(let bytes):
      String(validating: bytes, as: UTF8.self).map(Value.string)
        ?? .failure("invalid UTF-8 in bytes, cannot convert to string")
    case .opaque(let opaque): .string(opaque.text)
    default: impossible(value, .string)
    }
  }
}
