import Glibc
import Values

/// The shortest text that reads back as the same double, as Go's `%g` writes it: `1e+06`, `0.5`.
func formatGeneral(_ value: Double) -> String {
  guard value.isFinite else { return formatNonFinite(value) }
  let decimal = ShortestDecimal(value)
  let exponent = decimal.point - 1
  guard exponent < -4 || exponent >= 6 else {
    return decimal.plain
  }
  return decimal.scientific
}

/// The shortest decimals without an exponent, as Go's `%f` with no precision writes them.
func formatDecimal(_ value: Double) -> String {
  value.isFinite ? ShortestDecimal(value).plain : formatNonFinite(value)
}

/// Decimals with that many digits behind the point.
func formatFixed(_ value: Double, precision: Int) -> String {
  value.isFinite ? format("%.*f", precision, value) : formatNonFinite(value)
}

/// One digit, a point, that many digits and an exponent of at least two digits.
func formatScientific(_ value: Double, precision: Int) -> String {
  value.isFinite ? format("%.*e", precision, value) : formatNonFinite(value)
}

private func formatNonFinite(_ value: Double) -> String {
  value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
}

private func format(_ pattern: String, _ precision: Int, _ value: Double) -> String {
  withVaList([Int32(precision), value]) { arguments in
    // 309 digits before the point, a sign, the point and the end.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: precision + 320) { buffer in
      vsnprintf(buffer.baseAddress, buffer.count, pattern, arguments)
      return buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }
}

/// The digits of a double's shortest decimal and where its point stands.
private struct ShortestDecimal {
  private var digits: [UInt8] = []
  /// How many digits stand before the point; negative for zeros right behind it.
  private(set) var point = 0
  private let isNegative: Bool

  init(_ value: Double) {
    isNegative = value.sign == .minus
    // Swift writes the shortest digits too, only laid out otherwise: "5e-324", "0.001", "12.5".
    let parts = value.magnitude.description.split(separator: "e")
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    var isBehindPoint = false
    for byte in (parts.first ?? "0").utf8 {
      if byte == UInt8(ascii: ".") {
        isBehindPoint = true
        continue
      }
      if !isBehindPoint { point += 1 }
      digits.append(byte)
    }
    point += exponent
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      point -= 1
    }
    if digits == [UInt8(ascii: "0")] { point = 1 }
  }

  private var sign: String { isNegative ? "-" : "" }

  private func text(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: Array(digits), as: UTF8.self)
  }

  var plain: String {
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text(digits) }
    if point >= digits.count {
      return sign + text(digits) + String(repeating: "0", count: point - digits.count)
    }
    return sign + text(digits[..<point]) + "." + text(digits[point...])
  }

  var scientific: String {
    let exponent = point - 1
    let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
    let exponentSign = exponent < 0 ? "-" : "+"
    return sign + text(digits.prefix(1)) + fraction + "e" + exponentSign
      + abs(exponent).padded(to: 2)
  }
}
