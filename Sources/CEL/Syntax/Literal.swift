import Values

/// Reads the text of literals.
enum Literal {
  /// The bytes that a quoted literal stands for; nil for an escape that names no scalar.
  ///
  /// Bytes literals take `\x` and octal escapes as bytes, strings take them as scalars.
  static func unquoted(_ literal: ArraySlice<UInt8>, isBytes: Bool) -> [UInt8]? {
    var rest = literal
    var isRaw = false
    while let letter = rest.first, letter != UInt8(ascii: "\""), letter != UInt8(ascii: "'") {
      if letter | 0x20 == UInt8(ascii: "r") { isRaw = true }
      rest.removeFirst()
    }
    guard let quote = rest.first else { return nil }
    let isLong = rest.count >= 6 && rest.prefix(3).allSatisfy { $0 == quote }
    rest = rest.dropFirst(isLong ? 3 : 1).dropLast(isLong ? 3 : 1)
    guard rest.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\r") }) else {
      return Array(rest)
    }
    var result: [UInt8] = []
    result.reserveCapacity(rest.count)
    while let byte = rest.popFirst() {
      // The specification reads every line ending as a line feed.
      if byte == UInt8(ascii: "\r") {
        if rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
        result.append(UInt8(ascii: "\n"))
      } else if byte == UInt8(ascii: "\\"), !isRaw {
        guard appendEscape(&rest, to: &result, isBytes: isBytes) else { return nil }
      } else {
        result.append(byte)
      }
    }
    return result
  }

  private static func appendEscape(
    _ rest: inout ArraySlice<UInt8>, to result: inout [UInt8], isBytes: Bool
  ) -> Bool {
    guard let letter = rest.popFirst() else { return false }
    let number: UInt32
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): number = take(2, of: &rest, base: 16)
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      guard !isBytes else { return false }
      number = take(letter == UInt8(ascii: "u") ? 4 : 8, of: &rest, base: 16)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      number = UInt32(letter - UInt8(ascii: "0")) * 64 + take(2, of: &rest, base: 8)
    default:
      result.append(simpleEscape(letter))
      return true
    }
    if isBytes {
      result.append(UInt8(truncatingIfNeeded: number))
      return true
    }
    guard let scalar = Unicode.Scalar(number) else { return false }
    result += String(Character(scalar)).utf8
    return true
  }

  private static func take(
    _ count: Int, of rest: inout ArraySlice<UInt8>, base: UInt32
  ) -> UInt32 {
    var number: UInt32 = 0
    for digit in rest.prefix(count) {
      number = number &* base &+ UInt32(digit.hexadecimalValue ?? 0)
    }
    rest = rest.dropFirst(count)
    return number
  }

  /// The byte that a letter after a backslash stands for.
  private static func simpleEscape(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "a"): 7
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "v"): 11
    default: letter
    }
  }

  /// The value of an int literal with its sign.
  static func int(_ text: String, isNegative: Bool) -> Int64? {
    let sign = isNegative ? "-" : ""
    return text.hasPrefix("0x")
      ? Int64(sign + text.dropFirst(2), radix: 16) : Int64(sign + text)
  }

  /// The value of a uint literal with its suffix.
  static func uint(_ text: String) -> UInt64? {
    let digits = text.dropLast()
    return digits.hasPrefix("0x")
      ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
  }

  /// The value of a double literal; nil when it is too large.
  static func double(_ text: String, isNegative: Bool) -> Double? {
    guard let value = Double((isNegative ? "-" : "") + text), value.isFinite else { return nil }
    return value
  }
}
