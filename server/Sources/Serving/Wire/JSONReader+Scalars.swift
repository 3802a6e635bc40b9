import Glibc

extension JSONReader {
  /// Reads a string: escapes are resolved, and its bytes must be UTF-8.
  mutating func string() throws(WireError) -> String {
    try require(.string)
    position += 1
    let start = position
    var seen: UInt8 = 0
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else {
        throw error("a control character in a string at byte \(position)")
      }
      seen |= byte
      position += 1
    }
    return try endString(bytes[start..<position], isASCII: seen < 0x80)
  }

  private mutating func escapedString(from start: Int) throws(WireError) -> String {
    var text = Array(bytes[start..<position])
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      guard byte >= 0x20 else {
        throw error("a control character in a string at byte \(position)")
      }
      position += 1
      if byte != UInt8(ascii: "\\") {
        text.append(byte)
      } else {
        text += String(try escape()).utf8
      }
    }
    return try endString(text[...], isASCII: false)
  }

  private mutating func endString(
    _ text: ArraySlice<UInt8>, isASCII: Bool
  ) throws(WireError) -> String {
    guard position < bytes.count else { throw error("a string that does not end") }
    position += 1
    guard text.count <= limits.stringBytes else {
      throw error("longer than \(limits.stringBytes) bytes")
    }
    // Most are names, which need no look at what may be wrong with them.
    if isASCII { return String(decoding: text, as: UTF8.self) }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw error("a string that is not UTF-8")
    }
    return string
  }

  private mutating func escape() throws(WireError) -> Character {
    guard position < bytes.count else { throw error("a string that does not end") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try unicodeEscape())
    default: throw error("an unknown escape at byte \(position - 1)")
    }
  }

  private mutating func unicodeEscape() throws(WireError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // RFC 8259, 7: what lies beyond the basic plane is a pair of surrogates.
    let hasSecond =
      first < 0xDC00 && position + 1 < bytes.count && bytes[position] == UInt8(ascii: "\\")
      && bytes[position + 1] == UInt8(ascii: "u")
    guard hasSecond else { throw error("half of a surrogate pair at byte \(position)") }
    position += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw error("half of a surrogate pair at byte \(position)") }
    return scalar
  }

  private mutating func hexadecimal() throws(WireError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count,
        let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
      else { throw error("four hexadecimal digits must be at byte \(position)") }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// Reads a number, rounded to the nearest that a Double holds.
  mutating func number() throws(WireError) -> Double {
    skipWhiteSpace()
    if let (value, end) = plainNumber() {
      position = end
      return value
    }
    try require(.number)
    let start = position
    let isNegative = takeByte(UInt8(ascii: "-"))
    var digits: UInt64 = 0
    var digitCount = 0
    var exponent = 0

    let leading = position
    while let digit = nextDigit() {
      if digits != 0 || digit != 0 { digitCount += 1 }
      if digitCount <= 18 { digits = digits * 10 + digit } else { exponent += 1 }
    }
    guard position > leading else { throw error("a digit must be at byte \(position)") }
    guard position == leading + 1 || bytes[leading] != UInt8(ascii: "0") else {
      throw error("a number with a leading zero at byte \(start)")
    }
    if takeByte(UInt8(ascii: ".")) {
      let fraction = position
      while let digit = nextDigit() {
        if digits != 0 || digit != 0 { digitCount += 1 }
        if digitCount <= 18 {
          digits = digits * 10 + digit
          exponent -= 1
        }
      }
      guard position > fraction else { throw error("a digit must be at byte \(position)") }
    }
    if takeByte(UInt8(ascii: "e")) || takeByte(UInt8(ascii: "E")) {
      exponent += try explicitExponent()
    }
    // Exact: both numbers are whole and fit into 53 bits, so there is one rounding.
    if digitCount <= 18, digits <= 1 << 53, abs(exponent) <= 22 {
      let whole = Double(digits)
      let power = Self.powersOfTen[abs(exponent)]
      let value = exponent < 0 ? whole / power : whole * power
      return isNegative ? -value : value
    }
    return try slowNumber(start)
  }

  /// The number at the position and where it ends, if it has no exponent and no more than 15 digits,
  /// as most have; nil leaves it to be read step by step.
  private func plainNumber() -> (value: Double, end: Int)? {
    let bytes = bytes.span
    guard position < bytes.count else { return nil }
    let isNegative = bytes[position] == UInt8(ascii: "-")
    let start = isNegative ? position + 1 : position
    var place = start
    var point: Int?
    var digits: UInt64 = 0
    while place < bytes.count {
      let digit = bytes[place] &- 0x30
      if digit <= 9 {
        digits = digits &* 10 &+ UInt64(digit)
      } else if bytes[place] == UInt8(ascii: "."), point == nil {
        point = place
      } else {
        break
      }
      place += 1
      if place - start > 15 { return nil }
    }
    if place < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") { return nil }
    let whole = (point ?? place) - start
    guard whole == 1 || whole > 1 && bytes[start] != UInt8(ascii: "0") else { return nil }
    var value = Double(digits)
    if let point {
      guard point + 1 < place else { return nil }
      // Exact: both numbers are whole and fit into 53 bits, so there is one rounding.
      value /= Self.powersOfTen[place - point - 1]
    }
    return (isNegative ? -value : value, place)
  }

  /// Reads a number that is whole and within the type.
  mutating func integer<Value: FixedWidthInteger>(_: Value.Type) throws(WireError) -> Value {
    skipWhiteSpace()
    let start = position
    let value = try number()
    if abs(value) < 1e15, let exact = Value(exactly: value) { return exact }
    if let exact = Value(String(decoding: bytes[start..<position], as: UTF8.self)) { return exact }
    guard let exact = Value(exactly: value) else {
      throw error("must be a whole number from \(Value.min) to \(Value.max)")
    }
    return exact
  }

  private mutating func explicitExponent() throws(WireError) -> Int {
    let isNegative = takeByte(UInt8(ascii: "-"))
    if !isNegative { _ = takeByte(UInt8(ascii: "+")) }
    let start = position
    var value = 0
    while let digit = nextDigit() { value = min(value * 10 + Int(digit), 100_000) }
    guard position > start else { throw error("a digit must be at byte \(position)") }
    return isNegative ? -value : value
  }

  private func slowNumber(_ start: Int) throws(WireError) -> Double {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let value = strtod(text, nil)
    guard value.isFinite else { throw error("a number too large for a Double") }
    return value
  }

  private mutating func takeByte(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func nextDigit() -> UInt64? {
    guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
    defer { position += 1 }
    return UInt64(bytes[position] - 0x30)
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
