/// A string where it stands in a text: most are compared with what is known, and then nobody needs
/// another of their own.
struct JSONString {
  /// Between the quotes.
  fileprivate let range: Range<Int>
  /// Whether its bytes are what it says: it is of ASCII, and nothing in it is escaped.
  fileprivate let isPlain: Bool
}

extension JSONReader {
  /// Reads a string, as ``string()`` does, without making one.
  mutating func text() throws(WireError) -> JSONString {
    if !isNext(UInt8(ascii: "\"")) { try require(.string) }
    let start = position + 1
    if let end = endOfPlainString(from: start), end - start <= limits.stringBytes {
      position = end + 1
      return JSONString(range: start..<end, isPlain: true)
    }
    _ = try string()
    return JSONString(range: start..<(position - 1), isPlain: false)
  }

  /// The string that a text is.
  func string(_ text: JSONString) -> String {
    if text.isPlain { return String(decoding: bytes[text.range], as: UTF8.self) }
    var reader = JSONReader(bytes, limits: limits)
    reader.position = text.range.lowerBound - 1
    // It was read before.
    return (try? reader.string()) ?? ""
  }

  /// Whether a text says a word.
  ///
  /// - Parameter word: of ASCII.
  func says(_ text: JSONString, _ word: StaticString) -> Bool {
    guard text.isPlain else { return string(text) == "\(word)" }
    guard text.range.count == word.utf8CodeUnitCount else { return false }
    return says(text, Span(_unsafeStart: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  /// Whether the bytes of a text are these, with nothing escaped.
  func says(_ text: JSONString, _ word: Span<UInt8>) -> Bool {
    guard text.isPlain, text.range.count == word.count else { return false }
    let bytes = bytes.span
    for index in word.indices where bytes[text.range.lowerBound + index] != word[index] {
      return false
    }
    return true
  }

  /// Where the string that begins at a position ends, if it is of ASCII and nothing in it is escaped.
  private func endOfPlainString(from start: Int) -> Int? {
    let bytes = bytes.span
    var position = start
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""): return position
      case UInt8(ascii: "\\"), 0..<0x20, 0x80...: return nil
      default: position += 1
      }
    }
    return nil
  }
}
