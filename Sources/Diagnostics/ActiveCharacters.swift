extension Unicode.Scalar {
  /// Whether the scalar moves a cursor, reorders text, cannot be seen, or means nothing that two
  /// readers agree on.
  ///
  /// Joiners (U+200C, U+200D) and variation selectors are not meant: scripts and emoji need them.
  package var isActive: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
    case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x180E, 0x200B, 0x200E, 0x200F: true
    case 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9...0xFFFB: true
    case 0x1D173...0x1D17A, 0xE0000...0xE007F: true
    case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: true  // private use
    default: false
    }
  }
}

extension [UInt8] {
  /// Whether `[` at the end of these bytes would open a command of a CI service.
  ///
  /// Some services act on `##[name]` or `##vso[name]` anywhere in a line of the log.
  package var awaitsCommandBracket: Bool {
    var position = endIndex
    while position > 0, isASCIILetter(self[position - 1]) { position -= 1 }
    return position >= 2 && self[position - 1] == UInt8(ascii: "#")
      && self[position - 2] == UInt8(ascii: "#")
  }

  private func isASCIILetter(_ byte: UInt8) -> Bool {
    let lowercased = byte | 0x20
    return UInt8(ascii: "a") <= lowercased && lowercased <= UInt8(ascii: "z")
  }
}

extension UInt8 {
  /// Whether the byte is a printable ASCII character, one column wide.
  package var isPlainASCII: Bool { 0x20 <= self && self < 0x7F }
}

extension String {
  /// Whether `predicate` holds for each byte of the text in UTF-8.
  package func allBytesSatisfy(_ predicate: (UInt8) -> Bool) -> Bool {
    // Reading the storage itself is several times faster than the view's iterator.
    utf8.withContiguousStorageIfAvailable { $0.allSatisfy(predicate) }
      ?? utf8.allSatisfy(predicate)
  }
}
