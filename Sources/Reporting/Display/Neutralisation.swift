import Diagnostics

/// What keeps text from a repository from acting on whatever shows the report.
///
/// A repository under review may be hostile: its file names, messages and lines may hold escape
/// sequences for a terminal, characters that reorder or hide text, or the commands that CI services
/// read from a job's log. Such text is shown, and does nothing.
extension Unicode.Scalar {
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
