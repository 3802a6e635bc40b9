import Diagnostics

/// XML, written from front to back: literal parts are markup, and what is put in is character data or
/// an attribute's value.
package struct XMLText: ExpressibleByStringInterpolation, Sendable {
  /// The text so far.
  package private(set) var bytes: [UInt8] = []

  package init(stringLiteral markup: StaticString) {
    bytes = markup.withUTF8Buffer { Array($0) }
  }

  /// What an interpolated literal makes.
  package init(stringInterpolation: StringInterpolation) {
    bytes = stringInterpolation.bytes
  }

  /// How many bytes it has.
  package var byteCount: Int { bytes.count }

  /// Whether there is nothing.
  package var isEmpty: Bool { bytes.isEmpty }

  /// Adds more at the end.
  package static func += (left: inout XMLText, right: XMLText) { left.bytes += right.bytes }

  /// Two texts, one after the other.
  package static func + (left: XMLText, right: XMLText) -> XMLText {
    var result = left
    result += right
    return result
  }

  /// The text as it is to be written; its last line is ended already.
  package func finished() -> MachineText { MachineText(bytes) }

  /// Collects the parts of a literal, data escaped.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var bytes: [UInt8] = []

    /// Makes room for the parts.
    package init(literalCapacity: Int, interpolationCount: Int) {
      bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    /// Appends words of this program.
    package mutating func appendLiteral(_ markup: StaticString) {
      markup.withUTF8Buffer { bytes += $0 }
    }

    /// Appends what is written already.
    package mutating func appendInterpolation(_ markup: XMLText) { bytes += markup.bytes }

    /// Appends text for people, without its colours.
    package mutating func appendInterpolation(_ text: Shown) { appendInterpolation(text.text) }

    /// Appends text for people as HTML, what is new or gone marked as such.
    package mutating func appendInterpolation(marked text: Shown) {
      for (part, paint) in text.parts {
        switch paint {
        case .added: bytes += "<ins>".utf8
        case .removed: bytes += "<del>".utf8
        default: break
        }
        appendInterpolation(part)
        switch paint {
        case .added: bytes += "</ins>".utf8
        case .removed: bytes += "</del>".utf8
        default: break
        }
      }
    }

    /// Appends a number.
    package mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }

    /// XML 1.0 §2.2 has no control characters and no noncharacters at the end of a plane's row, even
    /// escaped, so they stand in their visible form.
    package mutating func appendInterpolation(_ data: String) {
      for scalar in data.unicodeScalars {
        switch scalar {
        case "&": bytes += "&amp;".utf8
        case "<": bytes += "&lt;".utf8
        case ">": bytes += "&gt;".utf8
        case "\"": bytes += "&quot;".utf8
        case "\n": bytes += "&#10;".utf8
        case "\u{FFFE}", "\u{FFFF}": bytes += "\u{FFFD}".utf8
        default: bytes.appendVisible(scalar)
        }
      }
    }
  }
}
