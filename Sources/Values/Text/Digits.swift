extension BinaryInteger {
  /// The decimal digits, with zeros in front until there are `width`.
  package func padded(to width: Int) -> String {
    String(self).padded(to: width)
  }

  /// The hexadecimal digits, with zeros in front until there are `width`.
  package func hexadecimal(width: Int = 1, uppercase: Bool = false) -> String {
    String(self, radix: 16, uppercase: uppercase).padded(to: width)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    String(repeating: "0", count: max(0, width - utf8.count)) + self
  }
}

extension Sequence<UInt8> {
  /// Two lower-case hexadecimal digits a byte.
  package var hexadecimal: String {
    var digits: [UInt8] = []
    for byte in self {
      for half in [byte >> 4, byte & 15] {
        digits.append(half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "a") - 10 + half)
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }
}

extension Collection<UInt8> {
  /// The number that one to eight hexadecimal digits in either case spell; nil for any others.
  package var hexadecimalNumber: UInt32? {
    guard (1...8).contains(count) else { return nil }
    var number: UInt32 = 0
    for byte in self {
      guard let digit = byte.hexadecimalValue else { return nil }
      number = number << 4 | UInt32(digit)
    }
    return number
  }
}

extension UInt8 {
  /// What the byte counts as a hexadecimal digit in either case; nil for any other.
  package var hexadecimalValue: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
