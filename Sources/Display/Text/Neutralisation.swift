import Diagnostics

/// What keeps text from a repository from acting on whatever shows it.
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
      // A bracket may still complete what stands before it; whoever writes the whole looks.
      append(contentsOf: text.utf8)
    } else {
      for scalar in text.unicodeScalars { appendVisible(scalar) }
    }
  }

  /// The places where this text, read line by line, would be a command of a CI service, each with
  /// what to write instead.
  ///
  /// The runner of GitHub's actions trims a line before it looks for `::` at its beginning; others
  /// look for `##[` and `##vso[` anywhere.
  func commandMarks() -> [(range: Range<Int>, standIn: String)] {
    var marks: [(range: Range<Int>, standIn: String)] = []
    var start = 0
    while start < count {
      let end = self[start...].firstIndex(of: UInt8(ascii: "\n")) ?? count
      if let colons = colonsOpening(start..<end) {
        marks.append((colons + 1..<colons + 2, "\\u{3A}"))
      }
      var hashes = 0
      for position in start..<end {
        switch self[position] {
        case UInt8(ascii: "#"): hashes += 1
        case UInt8(ascii: "["):
          if hashes >= 2 { marks.append((position..<position + 1, "⟦")) }
          hashes = 0
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
          if hashes < 2 { hashes = 0 }
        default: hashes = 0
        }
      }
      start = end + 1
    }
    return marks
  }

  /// The offset of `::` where a line has nothing but white space before it.
  private func colonsOpening(_ line: Range<Int>) -> Int? {
    let colon = UInt8(ascii: ":")
    guard
      let first = line.first(where: { self[$0] == colon }), first + 1 < line.upperBound,
      self[first + 1] == colon
    else { return nil }
    let before = String(decoding: self[line.lowerBound..<first], as: UTF8.self)
    return before.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? first : nil
  }
}
