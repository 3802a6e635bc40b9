/// Which characters a JSON string escapes beyond those that RFC 8259 asks for.
package enum JSONEscapes: Sendable {
  /// None: the text as the API server writes it into a message.
  case required
  /// What acts on a terminal, and what could open a command in the log of a CI service. A reader of
  /// the JSON gets the text as it was.
  case active
}

extension [UInt8] {
  /// Appends a text as a JSON string, in quotes.
  package mutating func appendJSON(_ text: String, escaping escapes: JSONEscapes = .active) {
    append(UInt8(ascii: "\""))
    if text.allBytesSatisfy(Self.needsNoEscape) {
      append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars { appendEscaped(scalar, escapes) }
    }
    append(UInt8(ascii: "\""))
  }

  private static func needsNoEscape(_ byte: UInt8) -> Bool {
    byte.isPlainASCII && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      && byte != UInt8(ascii: "#")
  }

  private mutating func appendEscaped(_ scalar: Unicode.Scalar, _ escapes: JSONEscapes) {
    switch scalar {
    case "\"": self += "\\\"".utf8
    case "\\": self += "\\\\".utf8
    case "\n": self += "\\n".utf8
    case "\r": self += "\\r".utf8
    case "\t": self += "\\t".utf8
    case "[" where escapes == .active && awaitsCommandBracket: appendCodeUnits(of: scalar)
    case " "..."~": append(UInt8(scalar.value))
    case _ where scalar.value < 0x20 || escapes == .active && scalar.isActive:
      appendCodeUnits(of: scalar)
    default: self += String(scalar).utf8
    }
  }

  /// RFC 8259 §7: four hexadecimal digits a UTF-16 code unit.
  private mutating func appendCodeUnits(of scalar: Unicode.Scalar) {
    for unit in String(scalar).utf16 {
      let digits = String(unit, radix: 16)
      self += "\\u".utf8
      append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
      self += digits.utf8
    }
  }
}
