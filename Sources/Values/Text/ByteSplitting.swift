extension Substring {
  /// The parts between the occurrences of an ASCII character, empty ones included.
  ///
  /// Compares bytes, as the formats of paths, versions and lines do it; splitting at a `Character`
  /// would look for grapheme boundaries, at many times the cost.
  ///
  /// - Precondition: `separator` is ASCII, so that every part is text.
  package func split(atByte separator: Unicode.Scalar) -> [Substring] {
    let separator = UInt8(ascii: separator)
    let bytes = utf8.span
    var count = 1
    for offset in bytes.indices where bytes[offset] == separator { count += 1 }
    var parts: [Substring] = []
    parts.reserveCapacity(count)
    var start = startIndex
    for offset in bytes.indices where bytes[offset] == separator {
      let end = utf8.index(startIndex, offsetBy: offset)
      parts.append(self[start..<end])
      start = utf8.index(after: end)
    }
    parts.append(self[start...])
    return parts
  }
}

extension String {
  /// The parts between the occurrences of an ASCII character, empty ones included.
  ///
  /// - Precondition: `separator` is ASCII.
  package func split(atByte separator: Unicode.Scalar) -> [Substring] {
    self[...].split(atByte: separator)
  }
}
