/// The classes of bytes that grammars of names and numbers are made of.
extension UInt8 {
  /// `0` to `9`.
  package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  /// `a` to `z` in either case.
  package var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  /// `a` to `z`.
  package var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  /// A letter in either case, or a digit.
  package var isAlphanumeric: Bool { isLetter || isDigit }
}
