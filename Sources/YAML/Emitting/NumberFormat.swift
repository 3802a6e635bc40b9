/// How numbers look after Kustomize has passed them through JSON and back to YAML.
package enum NumberFormat {
  /// The text of a number: an integer in decimal wherever it is whole and below 10²¹.
  ///
  /// Nil for infinities and for what is no number, which JSON cannot hold.
  package static func kustomize(_ value: Double) -> String? {
    guard let text = json(value) else { return nil }
    // JSON has the shortest digits, so that large numbers end in zeros there; what of it is an
    // integer of 64 bits stays one.
    if let integer = Int64(text) { return String(integer) }
    if let integer = UInt64(text) { return String(integer) }
    return go(value)
  }

  /// The text of a number in JSON, which has an exponent only below 10⁻⁶ and from 10²¹ on.
  ///
  /// Nil for infinities and for what is no number.
  package static func json(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    let decimal = Decimal(value)
    let isSmall = value != 0 && abs(value) < 1e-6
    guard isSmall || abs(value) >= 1e21 else { return decimal.withoutExponent }
    // A negative exponent has no leading zero: `1e-9`, but `1e+21`.
    return decimal.withExponent(digits: isSmall ? 1 : 2)
  }

  /// The shortest text that reads back as `value`, in the form of Go's `%g`: with an exponent, of
  /// two digits at least, where that is below -4 or above 5.
  package static func go(_ value: Double) -> String {
    let decimal = Decimal(value)
    let exponent = decimal.point - 1
    return exponent < -4 || exponent > 5
      ? decimal.withExponent(digits: 2) : decimal.withoutExponent
  }
}

/// The shortest decimal digits of a number, and where the point stands among them.
private struct Decimal {
  let isNegative: Bool
  /// Without leading or trailing zeros, except for zero itself.
  let digits: String
  /// How many digits stand before the point; negative for zeros after it.
  let point: Int

  init(_ value: Double) {
    isNegative = value.sign == .minus
    // Most numbers are counts.
    if let whole = UInt32(exactly: value.magnitude) {
      let text = String(whole)
      let zeros = text.utf8.reversed().prefix { $0 == UInt8(ascii: "0") }.count
      digits = String(Substring(text.utf8.prefix(max(1, text.utf8.count - zeros))))
      point = text.utf8.count
      return
    }
    // Swift prints the shortest digits that read back as the value.
    let text = value.magnitude.description
    let parts = text.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    exponent += mantissa[0].count
    var digits = String(mantissa[0]) + (mantissa.count > 1 ? String(mantissa[1]) : "")
    while digits.count > 1, digits.first == "0" {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    self.digits = digits
    point = digits == "0" ? 1 : exponent
  }

  var withoutExponent: String {
    let sign = isNegative ? "-" : ""
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    let zeros = point - digits.utf8.count
    if zeros >= 0 { return sign + digits + String(repeating: "0", count: zeros) }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }

  /// Scientific notation with at least so many digits in the exponent.
  func withExponent(digits width: Int) -> String {
    let exponent = point - 1
    var text = (isNegative ? "-" : "") + digits.prefix(1)
    if digits.count > 1 { text += "." + digits.dropFirst() }
    let magnitude = String(abs(exponent))
    text += exponent < 0 ? "e-" : "e+"
    return text + String(repeating: "0", count: max(0, width - magnitude.count)) + magnitude
  }
}
