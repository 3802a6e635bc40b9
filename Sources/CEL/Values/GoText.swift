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
}

/// A string in double quotes with escapes, as Go's `%q` writes it.
func goQuoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{07}": result += "\\a"
    case "\u{08}": result += "\\b"
    case "\u{0C}": result += "\\f"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{0B}": result += "\\v"
    case _ where scalar.value < 0x20 || scalar.value == 0x7F:
      result += "\\x" + hexadecimal(scalar.value, width: 2)
    case _ where !scalar.isPrintable:
      result +=
        scalar.value < 0x10000
        ? "\\u" + hexadecimal(scalar.value, width: 4)
        : "\\U" + hexadecimal(scalar.value, width: 8)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

private func hexadecimal(_ number: UInt32, width: Int) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension Unicode.Scalar {
  /// Whether Go prints it as it is: letters, marks, numbers, punctuation, symbols, the space.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    case .spaceSeparator: self == " "
    default: true
    }
  }
}
