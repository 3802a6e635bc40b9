import Values

extension Value {
  /// The value as an expression would write it, for people.
  ///
  /// A value that no literal makes is written as the call that does: `duration("5s")`,
  /// `optional.none()`.
  package var literal: String { literal { $0 } }

  /// ``literal``, with each text in it as `showing` makes it.
  package func literal(showing show: (String) -> String) -> String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let number): String(number)
    case .uint(let number): "\(number)u"
    case .double(let number): Value.literal(number)
    case .string(let text): show(text).goQuoted
    case .bytes(let bytes): "b" + Value.literal(shown(bytes, show))
    case .timestamp(let time): "timestamp(\(time.description.goQuoted))"
    case .duration(let duration): "duration(\(duration.description.goQuoted))"
    case .optional(let wrapped):
      wrapped.map { "optional.of(\($0.literal(showing: show)))" } ?? "optional.none()"
    case .type(let type): type.name
    case .opaque(let value as StructureValue): value.text
    case .opaque(let value): Value.literal(value)
    case .error(let error): "error: \(show(error.message))"
    case .list, .map, .host: collectionLiteral(showing: show)
    }
  }

  private func collectionLiteral(showing show: (String) -> String) -> String {
    guard elementCount == nil else {
      return "[" + elements.map { $0.literal(showing: show) }.joined(separator: ", ") + "]"
    }
    let members = entries.map { "\($0.key.literal): " + $0.value.literal(showing: show) }
    return "{" + members.joined(separator: ", ") + "}"
  }

  /// Bytes that are text are shown as that text is.
  private func shown(_ bytes: [UInt8], _ show: (String) -> String) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    let shown = show(text)
    return shown == text ? bytes : Array(shown.utf8)
  }

  private static func literal(_ number: Double) -> String {
    guard number.isFinite else { return "double(\(formatGeneral(number).goQuoted))" }
    let text = formatGeneral(number)
    return text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0.isDigit }
      ? text + ".0" : text
  }

  private static func literal(_ bytes: [UInt8]) -> String {
    var text = "\""
    for byte in bytes {
      if (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + byte.hexadecimal(width: 2)
      }
    }
    return text + "\""
  }

  /// The last part of a type's name is what the function that makes its values is called by.
  private static func literal(_ value: any OpaqueValue) -> String {
    let name = value.type.name.split(separator: ".").last.map(String.init) ?? value.type.name
    return "\(name.lowercased())(\(value.text.goQuoted))"
  }
}
