package import Diagnostics

extension Node {
  /// The value as JSON on one line, keys in the tree's order, as the API server writes it into a
  /// message.
  ///
  /// It is no output: an answer is written by ``writeJSON(to:escaping:)``.
  package var json: String {
    var bytes: [UInt8] = []
    writeJSON(to: &bytes, escaping: .required)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value as an answer for programs: JSON on one line, which its reader gets as it was and which
  /// does nothing in a terminal or a log.
  package var answer: [UInt8] {
    var bytes: [UInt8] = []
    writeJSON(to: &bytes)
    return bytes
  }

  /// Appends the value as JSON on one line, keys in the tree's order.
  ///
  /// A number is written as a decimal; what JSON has no number for (`.inf`, `.nan`) as a string.
  package func writeJSON(to bytes: inout [UInt8], escaping escapes: JSONEscapes = .active) {
    switch content {
    case .scalar(let scalar): scalar.writeJSON(to: &bytes, escapes)
    case .sequence(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.writeJSON(to: &bytes, escaping: escapes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .mapping(let mapping):
      bytes.append(UInt8(ascii: "{"))
      for (index, entry) in mapping.entries.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.appendJSON(entry.name, escaping: escapes)
        bytes.append(UInt8(ascii: ":"))
        entry.value.writeJSON(to: &bytes, escaping: escapes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

extension Scalar {
  fileprivate func writeJSON(to bytes: inout [UInt8], _ escapes: JSONEscapes) {
    switch type {
    case .null: bytes += "null".utf8
    case .boolean: bytes += (boolean == true ? "true" : "false").utf8
    case .string: bytes.appendJSON(text, escaping: escapes)
    case .integer, .float:
      if Self.isJSONNumber(text) {
        bytes += text.utf8
      } else if let integer {
        bytes += String(integer).utf8
      } else if let number, number.isFinite {
        bytes += number.description.utf8
      } else {
        bytes.appendJSON(text, escaping: escapes)
      }
    }
  }

  /// Whether a number's text is JSON as it stands: no sign but a minus, no leading zeros, digits
  /// around the point.
  private static func isJSONNumber(_ text: String) -> Bool {
    var rest = Substring(text).utf8
    func digits() -> Int {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let leadsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !(leadsWithZero && whole > 1) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
