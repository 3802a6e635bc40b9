import Values

/// Writes values as Go's `encoding/json` does: compact, keys in the order of their bytes, and
/// `<`, `>`, `&` escaped.
package struct JSONEmitter {
  /// What has been written so far, in UTF-8.
  package private(set) var bytes: [UInt8] = []
  private let indentation: Int?
  private var depth = 0

  /// - Parameter indentation: the spaces of one level, or nil for everything on one line.
  package init(indentation: Int? = nil) { self.indentation = indentation }

  /// Writes a value.
  ///
  /// - Throws: ``Emitter/Failure`` for a number that is infinite, and for a key that is no string.
  package mutating func write(_ node: Node) throws(Emitter.Failure) {
    switch node.content {
    case .scalar(let scalar): try write(scalar, of: node)
    case .sequence(let elements):
      try writeList(open: "[", close: "]", elements) { (emitter, element) throws(Emitter.Failure) in
        try emitter.write(element)
      }
    case .mapping(let mapping):
      let entries = mapping.entries.sorted { $0.name.precedesByBytes($1.name) }
      try writeList(open: "{", close: "}", entries) { (emitter, entry) throws(Emitter.Failure) in
        guard entry.key.scalar?.type == .string else {
          throw Emitter.Failure(
            message: "the key \(entry.name) would be read as no string", node: entry.key)
        }
        emitter.write(string: entry.name)
        emitter.bytes.append(UInt8(ascii: ":"))
        if emitter.indentation != nil { emitter.bytes.append(UInt8(ascii: " ")) }
        try emitter.write(entry.value)
      }
    }
  }

  private mutating func writeList<Element>(
    open: Unicode.Scalar, close: Unicode.Scalar, _ elements: [Element],
    _ write: (inout JSONEmitter, Element) throws(Emitter.Failure) -> Void
  ) throws(Emitter.Failure) {
    bytes.append(UInt8(ascii: open))
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      try write(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    bytes.append(UInt8(ascii: close))
  }

  private mutating func breakLine() {
    guard let indentation else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += Array(repeating: UInt8(ascii: " "), count: depth * indentation)
  }

  private mutating func write(_ scalar: Scalar, of node: Node) throws(Emitter.Failure) {
    switch scalar.type {
    case .null: bytes += "null".utf8
    case .boolean: bytes += (scalar.boolean == true ? "true" : "false").utf8
    case .string: write(string: scalar.text)
    case .integer, .float:
      guard let text = Self.number(scalar) else {
        throw Emitter.Failure(message: "\(scalar.text) is no number of JSON", node: node)
      }
      bytes += text.utf8
    }
  }

  private static func number(_ scalar: Scalar) -> String? {
    if let integer = scalar.integer { return String(integer) }
    if scalar.type == .integer, let large = UInt64(scalar.text) { return String(large) }
    return scalar.number.flatMap(NumberFormat.json)
  }

  /// Writes a string in quotes.
  package mutating func write(string text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\u{8}": bytes += "\\b".utf8
      case "\u{C}": bytes += "\\f".utf8
      case "\n": bytes += "\\n".utf8
      case "\r": bytes += "\\r".utf8
      case "\t": bytes += "\\t".utf8
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}":
        bytes += "\\u\(scalar.value.hexadecimal(width: 4))".utf8
      default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
