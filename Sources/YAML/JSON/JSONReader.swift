package import Diagnostics
import Values

extension SourceFile {
  /// Reads one JSON value (RFC 8259) as a tree, with white space around it and nothing else.
  ///
  /// Every node knows its bytes, as one read from YAML does. A key that stands twice in an object
  /// is an error of kind `duplicateKey` that does not stop the reader.
  ///
  /// - Parameter range: the part of the file to read; the whole file when nil.
  package func parsedJSON(
    in range: ByteRange? = nil, limits: Limits = .standard
  ) throws(SyntaxError) -> (root: Node, errors: [SyntaxError]) {
    let range = range ?? ByteRange(0, bytes.count)
    var reader = JSONReader(file: self, range: range, limits: limits)
    let root = try reader.document()
    return (root, reader.errors)
  }
}

extension SourceFile {
  /// Reads a file of JSON objects one after the other, with white space around them.
  ///
  /// - Returns: nil for a file that holds anything else, or one object alone.
  package func parsedJSONStream(
    limits: Limits = .standard
  ) -> (roots: [Node], errors: [SyntaxError])? {
    guard bytes.first(where: { !$0.isJSONSpace }) == UInt8(ascii: "{"),
      bytes.count <= limits.bytes
    else { return nil }
    var reader = JSONReader(file: self, range: ByteRange(0, bytes.count), limits: limits)
    guard let roots = try? reader.stream(), roots.count > 1 else { return nil }
    return (roots, reader.errors)
  }
}

/// A recursive descent over the bytes of a file; the depth is limited.
private struct JSONReader {
  private let file: SourceFile
  private let bytes: [UInt8]
  private let end: Int
  private let limits: Limits
  private var position: Int
  private(set) var errors: [SyntaxError] = []

  init(file: SourceFile, range: ByteRange, limits: Limits) {
    self.file = file
    self.limits = limits
    bytes = file.bytes
    position = range.lowerBound
    end = range.upperBound
  }

  mutating func document() throws(SyntaxError) -> Node {
    guard end - position <= limits.bytes else {
      throw error(.limit, "the value has more than \(limits.bytes) bytes", at: position)
    }
    let root = try value(depth: 0)
    skipSpace()
    guard position == end else {
      throw error(.syntax, "text follows the JSON value", at: position)
    }
    return root
  }

  mutating func stream() throws(SyntaxError) -> [Node] {
    var roots: [Node] = []
    skipSpace()
    while position < end {
      roots.append(try value(depth: 0))
      skipSpace()
    }
    return roots
  }

  private mutating func value(depth: Int) throws(SyntaxError) -> Node {
    skipSpace()
    let start = position
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""):
      let text = try string()
      return node(.scalar(Scalar(string: text, style: .doubleQuoted)), from: start)
    case UInt8(ascii: "t"): return try word("true", .boolean)
    case UInt8(ascii: "f"): return try word("false", .boolean)
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
    case nil: throw error(.syntax, "unexpected end of JSON", at: position)
    default: throw error(.syntax, "a JSON value is expected here", at: position)
    }
  }

  // MARK: Collections

  private mutating func object(depth: Int) throws(SyntaxError) -> Node {
    try check(depth)
    let start = position
    position += 1
    var entries: [Mapping.Entry] = []
    var names = NameSet()
    skipSpace()
    if take("}") { return node(.mapping(Mapping()), from: start) }
    while true {
      skipSpace()
      let keyStart = position
      guard peek == UInt8(ascii: "\"") else {
        throw error(.syntax, "an object's key must be a string", at: position)
      }
      let name = try string()
      let key = node(.scalar(Scalar(string: name, style: .doubleQuoted)), from: keyStart)
      skipSpace()
      guard take(":") else { throw error(.syntax, "a colon is expected here", at: position) }
      let entry = Mapping.Entry(key: key, value: try value(depth: depth))
      if let first = names.insert(name, in: entries) {
        report(duplicate: entry, of: entries[first])
      } else {
        entries.append(entry)
      }
      skipSpace()
      if take(",") { continue }
      guard take("}") else {
        throw error(.syntax, "a comma or a closing brace is expected here", at: position)
      }
      return node(.mapping(Mapping(entries: entries)), from: start)
    }
  }

  private mutating func array(depth: Int) throws(SyntaxError) -> Node {
    try check(depth)
    let start = position
    position += 1
    var elements: [Node] = []
    skipSpace()
    if take("]") { return node(.sequence([]), from: start) }
    while true {
      elements.append(try value(depth: depth))
      skipSpace()
      if take(",") { continue }
      guard take("]") else {
        throw error(.syntax, "a comma or a closing bracket is expected here", at: position)
      }
      return node(.sequence(elements), from: start)
    }
  }

  private mutating func report(duplicate entry: Mapping.Entry, of first: Mapping.Entry) {
    guard let place = entry.key.origin.location else { return }
    errors.append(
      SyntaxError(
        kind: .duplicateKey, message: "key \"\(entry.name)\" is already in this mapping",
        location: place, related: Label("first defined here", at: first.key.origin.location)))
  }

  // MARK: Scalars

  private mutating func word(_ word: StaticString, _ type: ScalarType) throws(SyntaxError) -> Node {
    let start = position
    let text = word.description
    guard bytes[start..<min(end, start + text.utf8.count)].elementsEqual(text.utf8) else {
      throw error(.syntax, "a JSON value is expected here", at: position)
    }
    position += text.utf8.count
    return node(.scalar(Scalar(text: text, type: type)), from: start)
  }

  private mutating func number() throws(SyntaxError) -> Node {
    let start = position
    var isInteger = true
    _ = take("-")
    let leadsWithZero = peek == UInt8(ascii: "0")
    let whole = takeDigits()
    guard whole > 0, !(leadsWithZero && whole > 1) else {
      throw error(.syntax, "a number must not begin with a zero", at: start)
    }
    if take(".") {
      isInteger = false
      guard takeDigits() > 0 else {
        throw error(.syntax, "digits must follow a number's point", at: position)
      }
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("-") { _ = take("+") }
      guard takeDigits() > 0 else {
        throw error(.syntax, "digits must follow a number's exponent", at: position)
      }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let type: ScalarType = isInteger && IntegerNotation.matches(text) ? .integer : .float
    return node(.scalar(Scalar(text: text, type: type)), from: start)
  }

  private mutating func takeDigits() -> Int {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func string() throws(SyntaxError) -> String {
    let start = position
    position += 1
    let first = position
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
      position += 1
    }
    if peek == UInt8(ascii: "\"") {
      defer { position += 1 }
      return String(decoding: bytes[first..<position], as: UTF8.self)
    }
    var text = Array(bytes[first..<position])
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20:
        throw error(.syntax, "a control character in a string must be escaped", at: position - 1)
      default: text.append(byte)
      }
    }
    throw error(.syntax, "the string is not closed", at: start)
  }

  private mutating func escape(into text: inout [UInt8]) throws(SyntaxError) {
    guard let byte = peek else { throw error(.syntax, "the string is not closed", at: position) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += try unicodeEscape()
    default: throw error(.syntax, "this escape is not known to JSON", at: position - 2)
    }
  }

  /// The scalar of `\uXXXX`, or of a pair of them; a lone surrogate reads as U+FFFD.
  private mutating func unicodeEscape() throws(SyntaxError) -> String.UTF8View {
    let unit = try hexadecimal()
    if UTF16.isLeadSurrogate(unit), peek == UInt8(ascii: "\\"), position + 1 < end,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      let mark = position
      position += 2
      let trail = try hexadecimal()
      if UTF16.isTrailSurrogate(trail) {
        return String(decoding: [unit, trail], as: UTF16.self).utf8
      }
      position = mark
    }
    return String(decoding: [unit], as: UTF16.self).utf8
  }

  private mutating func hexadecimal() throws(SyntaxError) -> UInt16 {
    let digits = bytes[position..<min(end, position + 4)]
    guard digits.count == 4, let unit = digits.hexadecimalNumber else {
      throw error(.syntax, "four hexadecimal digits must follow \\u", at: position)
    }
    position += 4
    return UInt16(unit)
  }

  // MARK: Bytes

  private var peek: UInt8? { position < end ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte.isJSONSpace { position += 1 }
  }

  private func check(_ depth: Int) throws(SyntaxError) {
    guard depth > limits.depth else { return }
    throw error(.limit, "collections nest deeper than \(limits.depth) levels", at: position)
  }

  private func node(_ content: Node.Content, from start: Int) -> Node {
    Node(content, origin: Origin(Location(file: file, range: ByteRange(start, position))))
  }

  private func error(
    _ kind: SyntaxError.Kind, _ message: String, at offset: Int
  ) -> SyntaxError {
    let lower = min(max(offset, 0), bytes.count)
    return SyntaxError(
      kind: kind, message: message,
      location: Location(file: file, range: ByteRange(lower, min(lower + 1, bytes.count))))
  }
}

extension UInt8 {
  fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x0a || self == 0x0d || self == 0x09 }
}
