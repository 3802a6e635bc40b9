/// The ways to write an integer: decimal, `0x` hexadecimal, `0b` binary, `0o` or leading `0` octal.
///
/// Underscores between digits are dropped, as YAML 1.1 §integer has them.
enum IntegerNotation {
  /// Whether `text` is an integer of 64 bits, signed or unsigned.
  ///
  /// What is larger is read as a floating-point number, as Kubernetes' readers do.
  static func matches(_ text: String) -> Bool { digits(of: text) != nil }

  /// The value, or nil where `text` is no integer or exceeds `Int.max`.
  static func value(of text: String) -> Int? {
    guard let (negative, magnitude) = digits(of: text) else { return nil }
    if negative {
      return magnitude == Int.min.magnitude ? Int.min : Int(exactly: magnitude).map { -$0 }
    }
    return Int(exactly: magnitude)
  }

  private static func digits(of text: String) -> (negative: Bool, magnitude: UInt)? {
    var rest = Substring(text)
    guard let first = rest.utf8.first, isSignOrDigit(first) else { return nil }
    if rest.utf8.contains(UInt8(ascii: "_")) { rest = Substring(rest.filter { $0 != "_" }) }
    let negative = rest.first == "-"
    if negative || rest.first == "+" { rest = rest.dropFirst() }
    var radix = 10
    if rest.utf8.count > 1, rest.first == "0" {
      switch rest.utf8[rest.utf8.index(after: rest.startIndex)] {
      case UInt8(ascii: "x"), UInt8(ascii: "X"): radix = 16
      case UInt8(ascii: "b"), UInt8(ascii: "B"): radix = 2
      case UInt8(ascii: "o"), UInt8(ascii: "O"): radix = 8
      default: radix = 0
      }
      if radix == 0 { radix = 8; rest = rest.dropFirst() } else { rest = rest.dropFirst(2) }
    }
    guard let next = rest.utf8.first, next != UInt8(ascii: "+"), next != UInt8(ascii: "-"),
      let magnitude = UInt(rest, radix: radix)
    else { return nil }
    if negative, magnitude > Int.min.magnitude { return nil }
    return (negative, magnitude)
  }

  private static func isSignOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: "-")
  }
}
