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
    var bytes = text.utf8.makeIterator()
    guard let first = bytes.next(), isSignOrDigit(first) else { return nil }
    func nextDigit() -> UInt8? {
      while let byte = bytes.next() {
        if byte != UInt8(ascii: "_") { return byte }
      }
      return nil
    }
    let negative = first == UInt8(ascii: "-")
    var next = negative || first == UInt8(ascii: "+") ? nextDigit() : first
    var radix: UInt = 10
    if next == UInt8(ascii: "0") {
      guard let mark = nextDigit() else { return (negative, 0) }
      switch mark {
      case UInt8(ascii: "x"), UInt8(ascii: "X"): (radix, next) = (16, nextDigit())
      case UInt8(ascii: "b"), UInt8(ascii: "B"): (radix, next) = (2, nextDigit())
      case UInt8(ascii: "o"), UInt8(ascii: "O"): (radix, next) = (8, nextDigit())
      default: (radix, next) = (8, mark)
      }
    }
    guard next != nil else { return nil }
    var magnitude: UInt = 0
    while let byte = next {
      guard let digit = value(ofDigit: byte), digit < radix else { return nil }
      let (shifted, isTooLarge) = magnitude.multipliedReportingOverflow(by: radix)
      let (sum, exceeds) = shifted.addingReportingOverflow(digit)
      if isTooLarge || exceeds { return nil }
      magnitude = sum
      next = nextDigit()
    }
    if negative, magnitude > Int.min.magnitude { return nil }
    return (negative, magnitude)
  }

  /// The value of a digit of any radix; nil for what is none.
  private static func value(ofDigit byte: UInt8) -> UInt? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  private static func isSignOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: "-")
  }
}
