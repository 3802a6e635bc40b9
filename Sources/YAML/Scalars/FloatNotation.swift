/// The ways to write a floating-point number: decimal with an exponent, `.inf`, `.nan`.
enum FloatNotation {
  /// Whether `text` is a number; one beyond the largest is a string to go-yaml.
  static func matches(_ text: String) -> Bool {
    if special(text) != nil { return true }
    guard isDecimal(text) else { return false }
    return !text.utf8.contains { $0 | 0x20 == UInt8(ascii: "e") } && text.utf8.count < 300
      || Double(text.filter { $0 != "_" })?.isFinite == true
  }

  static func value(of text: String) -> Double? {
    if let special = special(text) { return special }
    guard isDecimal(text) else { return nil }
    return Double(text.filter { $0 != "_" })
  }

  private static func special(_ text: String) -> Double? {
    switch text {
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .infinity
    case "-.inf", "-.Inf", "-.INF": -.infinity
    case ".nan", ".NaN", ".NAN": .nan
    default: nil
    }
  }

  /// Follows the grammar below.
  ///
  ///     [-+]? ( '.' digit+ | digit+ ( '.' digit* )? ) ( [eE] [-+]? digit+ )?
  private static func isDecimal(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    func isDigit(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    func dropSign() {
      if let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        bytes = bytes.dropFirst()
      }
    }
    func dropDigits() -> Int {
      let count = bytes.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }.count
      bytes = bytes.dropFirst(count)
      return count
    }
    dropSign()
    guard let first = bytes.first, isDigit(first) || first == UInt8(ascii: ".") else {
      return false
    }
    let whole = dropDigits()
    if bytes.first == UInt8(ascii: ".") {
      bytes = bytes.dropFirst()
      guard dropDigits() + whole > 0 else { return false }
    }
    if let exponent = bytes.first, exponent | 0x20 == UInt8(ascii: "e") {
      bytes = bytes.dropFirst()
      dropSign()
      guard dropDigits() > 0 else { return false }
    }
    return bytes.isEmpty
  }
}
