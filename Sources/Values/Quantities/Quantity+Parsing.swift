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
    /// Before the point, without zeros in front.
    let whole: ArraySlice<UInt8>
    let fraction: ArraySlice<UInt8>
    let suffix: String
    /// Whether any digit stands before the suffix.
    let hasDigits: Bool

    /// Nil for text of another form.
    init?(_ text: String) {
      guard !text.isEmpty else { return nil }
      var rest = Array(text.utf8)[...]
      isNegative = rest.first == UInt8(ascii: "-")
      if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      func takeDigits() -> ArraySlice<UInt8> {
        let digits = rest.prefix(while: \.isDigit)
        rest = rest[digits.endIndex...]
        return digits
      }
      let digits = takeDigits()
      whole = digits.drop { $0 == UInt8(ascii: "0") }
      if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst()
        fraction = takeDigits()
      } else {
        fraction = []
      }
      hasDigits = !digits.isEmpty || !fraction.isEmpty
      suffix = String(decoding: rest, as: UTF8.self)
      // Letters of suffixes, then a sign and digits.
      rest = rest.drop { "eEinumkKMGTP".utf8.contains($0) }
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      guard rest.allSatisfy(\.isDigit) else { return nil }
    }

    var coefficient: BigInteger {
      let magnitude = BigInteger(digits: whole + fraction)
      return isNegative ? -magnitude : magnitude
    }
  }

  /// The value in the server's 64-bit form, which it takes as far as the digits are sure to fit.
  private static func compact(_ notation: Notation, _ suffix: QuantitySuffix) -> Quantity? {
    let wholeCount = max(1, notation.whole.count)
    var coefficient = notation.coefficient
    var scale = 0
    if suffix.format == .binarySI {
      guard notation.fraction.isEmpty, wholeCount + suffix.exponent * 3 / 10 <= 14 else {
        return nil
      }
      coefficient = coefficient * BigInteger(1 << Int64(suffix.exponent))
    } else {
      scale = suffix.exponent - notation.fraction.count
      guard wholeCount + notation.fraction.count <= 18, scale >= -9 else { return nil }
    }
    return Quantity(coefficient, scale: scale, isCompact: true, format: suffix.format)
  }

  /// The value in the server's decimal form: whole nanos, away from zero.
  private static func decimal(_ notation: Notation, _ suffix: QuantitySuffix) -> Quantity {
    var coefficient = notation.coefficient
    var scale = -notation.fraction.count
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
