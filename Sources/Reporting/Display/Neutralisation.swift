/// What keeps text from a repository from acting on whatever shows the report.
///
/// A repository under review may be hostile: its file names, messages and lines may hold escape
/// sequences for a terminal, characters that reorder or hide text, or the commands that CI services
/// read from a job's log. Such text is shown, and does nothing.
extension Unicode.Scalar {
  /// Whether the scalar moves a cursor, reorders text or cannot be seen.
  ///
  /// Joiners (U+200C, U+200D) and variation selectors are not meant: scripts and emoji need them.
  var isActive: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
    case 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F: true
    case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }

  /// What stands for an active scalar where people read: `␛` for ESC, `\u{202E}` for the rest.
  var visibleForm: String? {
    guard isActive else { return nil }
    switch value {
    case 0x00...0x1F: return Unicode.Scalar(0x2400 + value).map { String($0) }
    case 0x7F: return "\u{2421}"
    default: return "\\u{\(String(value, radix: 16, uppercase: true))}"
    }
  }
}

extension [UInt8] {
  /// Whether `[` at the end of these bytes would open a command of a CI service.
  ///
  /// Some services act on `##[name]` or `##vso[name]` anywhere in a line of the log.
  var awaitsCommandBracket: Bool {
    var position = endIndex
    while position > 0, isASCIILetter(self[position - 1]) { position -= 1 }
    return position >= 2 && self[position - 1] == UInt8(ascii: "#")
      && self[position - 2] == UInt8(ascii: "#")
  }

  private func isASCIILetter(_ byte: UInt8) -> Bool {
    let lowercased = byte | 0x20
    return UInt8(ascii: "a") <= lowercased && lowercased <= UInt8(ascii: "z")
  }

  /// Appends one scalar of data, in its visible form where it is not harmless.
  ///
  /// The stand-in of a bracket that would open a command, `⟦`, is as wide as the bracket.
  mutating func appendVisible(_ scalar: Unicode.Scalar) {
    if scalar.value < 0x7F, UInt8(scalar.value).isPlainASCII, scalar != "[" {
      append(UInt8(scalar.value))
    } else if let visible = scalar.visibleForm {
      append(contentsOf: visible.utf8)
    } else if scalar == "[", awaitsCommandBracket {
      append(contentsOf: "⟦".utf8)
    } else {
      append(contentsOf: String(scalar).utf8)
    }
  }

  /// Appends data on one line: nothing in it can end the line or act on the reader.
  mutating func appendVisible(_ text: String) {
    if text.allBytesSatisfy({ $0.isPlainASCII && $0 != UInt8(ascii: "#") }) {
      append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars { appendVisible(scalar) }
    }
  }

  /// Appends data that may begin a line, where `::` would begin a workflow command.
  mutating func appendVisible(atLineStart text: String) {
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar == ":", previous == ":" {
        append(contentsOf: "\\u{3A}".utf8)
      } else {
        appendVisible(scalar)
      }
      previous = scalar
    }
  }
}

extension UInt8 {
  /// Whether the byte is a printable ASCII character, one column wide.
  var isPlainASCII: Bool { 0x20 <= self && self < 0x7F }
}

extension String {
  /// Whether `predicate` holds for each byte of the text in UTF-8.
  func allBytesSatisfy(_ predicate: (UInt8) -> Bool) -> Bool {
    // Reading the storage itself is several times faster than the view's iterator.
    utf8.withContiguousStorageIfAvailable { $0.allSatisfy(predicate) }
      ?? utf8.allSatisfy(predicate)
  }
}
