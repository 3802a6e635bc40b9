extension Substring {
  /// The parts between the occurrences of an ASCII character, empty ones included.
  ///
  /// Compares bytes, as the formats of paths, versions and lines do it; splitting at a `Character`
  /// would look for grapheme boundaries, at many times the cost.
  ///
  /// - Precondition: `separator` is ASCII, so that every part is text.
  package func split(atByte separator: Unicode.Scalar) -> [Substring] {
    utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false)
      .map(Substring.init)
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
