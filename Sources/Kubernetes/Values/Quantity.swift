/// An amount of a resource, such as `500m`, `1Gi` or `2e3`: resource.Quantity of the API.
///
/// Arithmetic is exact. What is smaller than a nano is rounded up to one and what exceeds 2^63-1
/// in the slow notations is capped, as the server does.
package struct Quantity: Sendable, Hashable {
  /// The value is `mantissa` × 10^`scale`, without trailing zeros.
  private let mantissa: Int128
  private let scale: Int
  /// The family of suffixes that the canonical form keeps.
  package let format: Format

  /// The family of suffixes in which a quantity is written.
  package enum Format: Sendable { case decimalSI, binarySI, decimalExponent }

  package init(_ value: Int, format: Format = .decimalSI) {
    self.init(mantissa: Int128(value), scale: 0, format: format)
  }

  private init(mantissa: Int128, scale: Int, format: Format) {
    var (mantissa, scale) = (mantissa, mantissa == 0 ? 0 : scale)
    while mantissa != 0, mantissa % 10 == 0 {
      mantissa /= 10
      scale += 1
    }
    self.mantissa = mantissa
    self.scale = scale
    self.format = format
  }

  package static let zero = Quantity(0)

  package var isZero: Bool { mantissa == 0 }
  /// -1, 0 or 1.
  package var sign: Int { mantissa.signum() == 0 ? 0 : (mantissa < 0 ? -1 : 1) }
  package var isNegative: Bool { mantissa < 0 }
  /// Whether the value is a whole number.
  package var isInteger: Bool { scale >= 0 }

  /// The value as a whole number, rounded away from zero; nil where it does not fit.
  package var roundedUp: Int? { scaled(to: 0).flatMap { Int(exactly: $0) } }
  /// The thousandths, rounded away from zero; nil where they do not fit.
  package var milliValue: Int? { scaled(to: -3).flatMap { Int(exactly: $0) } }

  /// Whether nothing is finer than a thousandth.
  package var isMilliExact: Bool { scale >= -3 }

  /// The value rounded up to whole thousandths, as resource lists keep it.
  package var roundedUpToMilli: Quantity {
    guard scale < -3, let value = scaled(to: -3) else { return self }
    return Quantity(mantissa: value, scale: -3, format: format)
  }

  package static func == (left: Quantity, right: Quantity) -> Bool {
    left.mantissa == right.mantissa && left.scale == right.scale
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(mantissa)
    hasher.combine(scale)
  }

  /// The sum, written as the left one; nil where it exceeds what can be told.
  package static func + (left: Quantity, right: Quantity) -> Quantity? {
    let scale = min(left.scale, right.scale)
    guard let first = left.scaled(to: scale), let second = right.scaled(to: scale) else {
      return nil
    }
    let (sum, overflow) = first.addingReportingOverflow(second)
    return overflow ? nil : Quantity(mantissa: sum, scale: scale, format: left.format)
  }

  /// The multiple of 10^`target`, rounded away from zero; nil where it does not fit 128 bits.
  private func scaled(to target: Int) -> Int128? {
    var (value, scale) = (mantissa, scale)
    while scale > target {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
      scale -= 1
    }
    while scale < target {
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 10)
      value = quotient + Int128(remainder.signum())
      scale += 1
    }
    return value
  }
}

extension Quantity: Comparable {
  package static func < (left: Quantity, right: Quantity) -> Bool {
    if left.sign != right.sign { return left.sign < right.sign }
    let magnitudes = (left.digits + left.scale, right.digits + right.scale)
    if magnitudes.0 != magnitudes.1 { return (magnitudes.0 < magnitudes.1) == (left.sign > 0) }
    // Of the same magnitude, so that the scales differ by no more than the digits do.
    let scale = min(left.scale, right.scale)
    guard let first = left.scaled(to: scale), let second = right.scaled(to: scale) else {
      return false
    }
    return first < second
  }

  private var digits: Int {
    var (count, rest) = (0, mantissa)
    while rest != 0 {
      rest /= 10
      count += 1
    }
    return count
  }
}

// MARK: - Reading

extension Quantity {
  /// Why a text is no quantity, in the server's words.
  package enum ParsingError: String, Error {
    case format =
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    case suffix = "unable to parse quantity's suffix"
    case number = "unable to parse numeric part of quantity"
  }

  /// Reads a quantity.
  package init(_ text: String) throws(ParsingError) {
    guard !text.isEmpty else { throw .format }
    var rest = Substring(text).utf8
    let negative = rest.first == UInt8(ascii: "-")
    if negative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let whole = Self.digits(&rest)
    var fraction = Substring().utf8
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = Self.digits(&rest)
    }
    guard Self.isSuffix(rest) else { throw .format }
    guard let suffix = Suffix(String(Substring(rest))) else { throw .suffix }
    let digits = String(Substring(whole).drop { $0 == "0" }) + String(Substring(fraction))
    self = Self.value(
      of: digits.isEmpty ? "0" : digits, fraction: fraction.count, suffix: suffix,
      negative: negative)
  }

  private static func digits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(digits.count)
    return digits
  }

  /// Letters of suffixes, then a sign and digits.
  private static func isSuffix(_ text: Substring.UTF8View) -> Bool {
    var rest = text.drop { "eEinumkKMGTP".utf8.contains($0) }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
      rest = rest.dropFirst()
    }
    return rest.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func value(
    of digits: String, fraction: Int, suffix: Suffix, negative: Bool
  ) -> Quantity {
    let limit = Int128(Int64.max)
    let significant = String(digits.drop { $0 == "0" }.prefix(36))
    let dropped = digits.drop { $0 == "0" }.count - significant.count
    var mantissa = Int128(significant) ?? 0
    var scale = dropped - fraction + (suffix.format == .binarySI ? 0 : suffix.exponent)
    if suffix.format == .binarySI {
      let (product, overflow) = mantissa.multipliedReportingOverflow(
        by: Int128(1) << suffix.exponent)
      mantissa = overflow ? limit : product
      if overflow { scale = 0 }
    }
    var quantity = Quantity(mantissa: mantissa, scale: scale, format: suffix.format)
    // Notations that fit neither 64 bits nor nanos are capped at 2^63-1 and rounded up to a nano.
    let fitsFastPath = suffix.format != .binarySI && digits.count <= 18 && scale >= -9
    if !fitsFastPath {
      if quantity > Quantity(Int.max) { quantity = Quantity(Int.max, format: suffix.format) }
      if quantity.scale < -9, let nanos = quantity.scaled(to: -9) {
        quantity = Quantity(mantissa: nanos, scale: -9, format: suffix.format)
      }
    }
    if suffix.format == .binarySI, quantity.mantissa != 0, quantity < Quantity(1) {
      quantity = Quantity(mantissa: quantity.mantissa, scale: quantity.scale, format: .decimalSI)
    }
    guard negative else { return quantity }
    return Quantity(
      mantissa: -quantity.mantissa, scale: quantity.scale, format: quantity.format)
  }
}

// MARK: - Writing

extension Quantity: CustomStringConvertible {
  /// The canonical form: no fraction, the largest suffix that loses nothing, in the same family.
  package var description: String {
    guard mantissa != 0 else { return "0" }
    if format == .binarySI, !(Quantity(-1024) < self && self < Quantity(1024)),
      var value = isInteger ? scaled(to: 0) : nil
    {
      var exponent = 0
      while value % 1024 == 0, exponent < 60 {
        value /= 1024
        exponent += 10
      }
      return "\(value)\(Suffix.text(binary: exponent))"
    }
    let shift = ((scale % 3) + 3) % 3
    let value = shift == 0 ? mantissa : mantissa * (shift == 1 ? 10 : 100)
    return "\(value)\(Suffix.text(decimal: scale - shift, as: format))"
  }
}

/// What stands behind the digits of a quantity.
private struct Suffix {
  let format: Quantity.Format
  /// Of 10, or of 2 for binary suffixes.
  let exponent: Int

  private static let decimal: [(text: String, exponent: Int)] = [
    ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15),
    ("E", 18),
  ]
  private static let binary: [(text: String, exponent: Int)] = [
    ("", 0), ("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60),
  ]

  init?(_ text: String) {
    if let found = Self.decimal.first(where: { $0.text == text }) {
      (format, exponent) = (.decimalSI, found.exponent)
    } else if let found = Self.binary.first(where: { $0.text == text }) {
      (format, exponent) = (.binarySI, found.exponent)
    } else if text.first == "e" || text.first == "E", let exponent = Int32(text.dropFirst()) {
      (format, self.exponent) = (.decimalExponent, Int(exponent))
    } else {
      return nil
    }
  }

  static func text(decimal exponent: Int, as format: Quantity.Format) -> String {
    if format == .decimalExponent { return exponent == 0 ? "" : "e\(exponent)" }
    return decimal.first { $0.exponent == exponent }?.text ?? ""
  }

  static func text(binary exponent: Int) -> String {
    binary.first { $0.exponent == exponent }?.text ?? ""
  }
}
