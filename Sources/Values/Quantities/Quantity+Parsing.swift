extension Quantity {
  /// Why a text is no quantity, in the server's words.
  package enum ParsingError: String, Error {
    case format =
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    case suffix = "unable to parse quantity's suffix"
    case number = "unable to parse numeric part of quantity"
  }

  /// Reads a quantity as ParseQuantity of the API does.
  package init(_ text: String) throws(ParsingError) {
    guard let notation = Notation(text) else { throw .format }
    guard let suffix = QuantitySuffix(notation.suffix) else { throw .suffix }
    if let compact = Self.compact(notation, suffix) {
      self = compact
    } else if notation.hasDigits {
      self = Self.decimal(notation, suffix)
    } else {
      throw .number
    }
  }

  /// The parts of a written quantity.
  private struct Notation {
    let isNegative: Bool
    /// How many digits stand before the point, without zeros in front.
    let wholeCount: Int
    /// How many digits stand behind the point.
    let fractionCount: Int
    /// The number that all the digits make.
    let coefficient: BigInteger
    let suffix: String
    /// Whether any digit stands before the suffix.
    let hasDigits: Bool

    /// Nil for text of another form.
    init?(_ text: String) {
      guard !text.isEmpty else { return nil }
      let bytes = text.utf8.span
      func end(of start: Int, while isOne: (UInt8) -> Bool) -> Int {
        var end = start
        while end < bytes.count, isOne(bytes[end]) { end += 1 }
        return end
      }
      isNegative = bytes[0] == UInt8(ascii: "-")
      let start = isNegative || bytes[0] == UInt8(ascii: "+") ? 1 : 0
      let whole = end(of: start, while: \.isDigit)
      let zeros = end(of: start) { $0 == UInt8(ascii: "0") }
      var (point, fraction) = (whole, whole)
      if whole < bytes.count, bytes[whole] == UInt8(ascii: ".") {
        point = whole + 1
        fraction = end(of: point, while: \.isDigit)
      }
      wholeCount = whole - zeros
      fractionCount = fraction - point
      hasDigits = whole > start || fractionCount > 0
      // Letters of suffixes, then a sign and digits.
      var rest = end(of: fraction, while: \.isOfSuffix)
      if rest < bytes.count, bytes[rest] == UInt8(ascii: "-") || bytes[rest] == UInt8(ascii: "+") {
        rest += 1
      }
      guard end(of: rest, while: \.isDigit) == bytes.count else { return nil }
      suffix = String(Substring(text.utf8.suffix(bytes.count - fraction)))
      let magnitude = BigInteger(digitsIn: bytes.extracting(zeros..<fraction))
      coefficient = isNegative ? -magnitude : magnitude
    }
  }

  /// The value in the server's 64-bit form, which it takes as far as the digits are sure to fit.
  private static func compact(_ notation: Notation, _ suffix: QuantitySuffix) -> Quantity? {
    let wholeCount = max(1, notation.wholeCount)
    var coefficient = notation.coefficient
    var scale = 0
    if suffix.format == .binarySI {
      guard notation.fractionCount == 0, wholeCount + suffix.exponent * 3 / 10 <= 14 else {
        return nil
      }
      coefficient = coefficient * BigInteger(1 << Int64(suffix.exponent))
    } else {
      scale = suffix.exponent - notation.fractionCount
      guard wholeCount + notation.fractionCount <= 18, scale >= -9 else { return nil }
    }
    return Quantity(coefficient, scale: scale, isCompact: true, format: suffix.format)
  }

  /// The value in the server's decimal form: whole nanos, away from zero.
  private static func decimal(_ notation: Notation, _ suffix: QuantitySuffix) -> Quantity {
    var coefficient = notation.coefficient
    var scale = -notation.fractionCount
    if suffix.format == .binarySI {
      coefficient = coefficient * BigInteger(1 << Int64(suffix.exponent))
    } else {
      scale += suffix.exponent
    }
    let exact = Quantity(coefficient, scale: scale, isCompact: false, format: suffix.format)
    // The server writes out the zeros of any scale; where they are thousands, no answer shows it.
    guard !exact.isZero, scale <= scaleLimit else { return exact }
    let nanos = Quantity(
      exact.coefficient(at: -9), scale: -9, isCompact: false, format: suffix.format)
    guard suffix.format == .binarySI else { return nanos }
    let magnitude = notation.isNegative ? -nanos : nanos
    if magnitude > Quantity(Int.max) {
      let limit = BigInteger(notation.isNegative ? -Int64.max : Int64.max)
      return Quantity(limit, scale: 0, isCompact: false, format: .binarySI)
    }
    // A fraction of one has no binary notation.
    return Quantity(
      nanos.coefficient, scale: -9, isCompact: false,
      format: magnitude < Quantity(1) ? .decimalSI : .binarySI)
  }
}

extension UInt8 {
  /// Whether the suffix of a quantity may have that letter.
  fileprivate var isOfSuffix: Bool {
    switch self {
    case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "i"), UInt8(ascii: "n"),
      UInt8(ascii: "u"), UInt8(ascii: "m"), UInt8(ascii: "k"), UInt8(ascii: "K"),
      UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"), UInt8(ascii: "P"):
      true
    default: false
    }
  }
}
