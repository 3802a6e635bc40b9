extension Node {
  /// The value as JSON on one line, keys in the tree's order.
  package var json: String {
    var bytes: [UInt8] = []
    writeJSON(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value as JSON on one line, keys in the tree's order.
  ///
  /// A number is written as a decimal; what JSON has no number for (`.inf`, `.nan`) as a string.
  package func writeJSON(to bytes: inout [UInt8]) {
    switch content {
    case .scalar(let scalar): scalar.writeJSON(to: &bytes)
    case .sequence(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.writeJSON(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .mapping(let mapping):
      bytes.append(UInt8(ascii: "{"))
      for (index, entry) in mapping.entries.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        entry.name.writeJSON(to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        entry.value.writeJSON(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

extension Scalar {
  fileprivate func writeJSON(to bytes: inout [UInt8]) {
    switch type {
    case .null: bytes += "null".utf8
    case .boolean: bytes += (boolean == true ? "true" : "false").utf8
    case .string: text.writeJSON(to: &bytes)
    case .integer, .float:
      if Self.isJSONNumber(text) {
        bytes += text.utf8
      } else if let integer {
        bytes += String(integer).utf8
      } else if let number, number.isFinite {
        bytes += number.description.utf8
      } else {
        text.writeJSON(to: &bytes)
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

extension String {
  /// Appends the text as a JSON string.
  package func writeJSON(to bytes: inout [UInt8]) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0a: bytes += "\\n".utf8
      case 0x0d: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20:
        bytes += "\\u00".utf8
        bytes += [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
