/// An amount as Kubernetes writes it: `100m`, `1.5Gi`, `2e3`.
struct Quantity: Sendable {
  /// How the amount was written, and so how it is printed.
  enum Format: Sendable {
    case decimal
    case binary
    case exponent
  }

  /// The amount is `unscaled` times ten to the power of `scale`.
  fileprivate(set) var unscaled: Int128
  fileprivate(set) var scale: Int
  /// Whether the amount did not fit Kubernetes' 64-bit form, so that it is no integer for CEL.
  fileprivate(set) var isBig: Bool
  fileprivate(set) var format: Format

  static let formatError =
    "quantities must match the regular expression "
    + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

  /// The amount as an integer, as far as Kubernetes' 64-bit form gives it without rounding.
  var integer: Int64? {
    guard !isBig, scale >= 0 else { return nil }
    var value = unscaled
    for _ in 0..<min(scale, 40) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    return Int64(exactly: value)
  }

  var approximate: Double {
    scale == 0 ? Double(unscaled) : Double(unscaled) * Quantity.power(scale)
  }

  private static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

  var sign: Int { unscaled.signum() == 0 ? 0 : unscaled > 0 ? 1 : -1 }

  /// -1, 0 or 1.
  func compare(_ other: Quantity) -> Int {
    if sign != other.sign { return sign < other.sign ? -1 : 1 }
    if sign == 0 { return 0 }
    // Amounts of the same number of digits before the point can be brought to one scale.
    let size = Quantity.digits(unscaled) + scale
    let otherSize = Quantity.digits(other.unscaled) + other.scale
    if size != otherSize { return (size < otherSize) == (sign > 0) ? -1 : 1 }
    let common = min(scale, other.scale)
    let left = Quantity.scaled(unscaled, by: scale - common) ?? unscaled
    let right = Quantity.scaled(other.unscaled, by: other.scale - common) ?? other.unscaled
    return left < right ? -1 : left == right ? 0 : 1
  }

  private static func digits(_ value: Int128) -> Int { String(value.magnitude).utf8.count }

  private static func scaled(_ value: Int128, by exponent: Int) -> Int128? {
    var value = value
    for _ in 0..<exponent {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    return value
  }

  /// The sum, or nil when it has more digits than can be kept.
  func adding(_ other: Quantity, isNegated: Bool = false) -> Quantity? {
    var result = self
    if sign == 0 { result.format = other.format }
    let common = min(scale, other.scale)
    guard abs(scale - other.scale) <= 40,
      let left = Quantity.scaled(unscaled, by: scale - common),
      let right = Quantity.scaled(other.unscaled, by: other.scale - common)
    else { return nil }
    let (sum, overflow) =
      isNegated ? left.subtractingReportingOverflow(right) : left.addingReportingOverflow(right)
    guard !overflow else { return nil }
    result.unscaled = sum
    result.scale = common
    result.isBig = isBig || other.isBig || Int64(exactly: sum) == nil
    return result
  }

  init(integer: Int64) {
    unscaled = Int128(integer)
    scale = 0
    isBig = false
    format = .exponent
  }

  fileprivate init(unscaled: Int128, scale: Int, isBig: Bool, format: Format) {
    self.unscaled = unscaled
    self.scale = scale
    self.isBig = isBig
    self.format = format
  }
}

// MARK: Reading

extension Quantity {
  /// The parts of a written quantity.
  private struct Parts {
    var isNegative = false
    var whole = ""
    var fraction = ""
    var suffix = ""

    /// Nil for text of another form.
    init?(_ text: String) {
      var rest = Array(text.utf8)[...]
      guard !rest.isEmpty else { return nil }
      isNegative = rest.first == UInt8(ascii: "-")
      if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      rest = rest.drop { $0 == UInt8(ascii: "0") }
      whole = Parts.takeDigits(&rest)
      if whole.isEmpty { whole = "0" }
      if rest.first == UInt8(ascii: ".") {
        rest.removeFirst()
        fraction = Parts.takeDigits(&rest)
      }
      var suffix = rest.prefix { "eEinumkKMGTP".utf8.contains($0) }
      rest = rest.dropFirst(suffix.count)
      if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
        suffix += [first]
        rest.removeFirst()
      }
      let digits = rest.prefix { $0.isDigit }
      guard digits.count == rest.count else { return nil }
      self.suffix = String(decoding: Array(suffix) + Array(digits), as: UTF8.self)
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> String {
      let digits = rest.prefix { $0.isDigit }
      rest = rest.dropFirst(digits.count)
      return String(decoding: digits, as: UTF8.self)
    }
  }

  private static let decimalSuffixes = [
    "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
  ]
  private static let binarySuffixes = [
    "Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60,
  ]

  private static func scale(
    of suffix: String
  ) -> (isBinary: Bool, exponent: Int, format: Format)? {
    if let exponent = decimalSuffixes[suffix] { return (false, exponent, .decimal) }
    if let exponent = binarySuffixes[suffix] { return (true, exponent, .binary) }
    guard suffix.utf8.count > 1, suffix.hasPrefix("e") || suffix.hasPrefix("E"),
      let exponent = Int32(suffix.dropFirst())
    else { return nil }
    return (false, Int(exponent), .exponent)
  }

  /// Reads a quantity.
  static func parse(_ text: String) -> Result<Quantity, EvaluationError> {
    guard let parts = Parts(text) else { return .failure(EvaluationError(formatError)) }
    guard let (isBinary, exponent, format) = scale(of: parts.suffix) else {
      return .failure(EvaluationError("unable to parse quantity's suffix"))
    }
    let small = parseSmall(parts, isBinary: isBinary, exponent: exponent, format: format)
    if let small { return .success(small) }
    return .success(parseBig(parts, isBinary: isBinary, exponent: exponent, format: format))
  }

  /// Kubernetes' 64-bit form, which it uses only as far as digits are sure to fit.
  private static func parseSmall(
    _ parts: Parts, isBinary: Bool, exponent: Int, format: Format
  ) -> Quantity? {
    var scale = isBinary ? 0 : exponent
    var factor: Int64 = 1
    let digitCount = parts.whole.utf8.count + parts.fraction.utf8.count
    if isBinary {
      guard parts.fraction.isEmpty else { return nil }
      factor = 1 << Int64(exponent)
      guard 15 - digitCount - exponent * 3 / 10 - 1 >= 0 else { return nil }
    } else {
      guard digitCount <= 18 else { return nil }
    }
    scale -= parts.fraction.utf8.count
    guard scale >= -9, let value = Int64(parts.whole + parts.fraction) else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    let signed = Int128(parts.isNegative ? -product : product)
    return Quantity(unscaled: signed, scale: scale, isBig: false, format: format)
  }

  /// The decimal form: rounded up to a billionth, and at most the largest 64-bit number.
  private static func parseBig(
    _ parts: Parts, isBinary: Bool, exponent: Int, format: Format
  ) -> Quantity {
    let largest = Quantity(
      unscaled: Int128(Int64.max), scale: 0, isBig: true, format: format)
    func signed(_ quantity: Quantity) -> Quantity {
      var quantity = quantity
      if parts.isNegative { quantity.unscaled = -quantity.unscaled }
      return quantity
    }
    let digits = String((parts.whole + parts.fraction).drop { $0 == "0" })
    guard !digits.isEmpty else {
      return Quantity(unscaled: 0, scale: 0, isBig: true, format: format)
    }
    var scale = (isBinary ? 0 : exponent) - parts.fraction.utf8.count
    // Beyond the cap whatever the digits are.
    guard digits.utf8.count + scale <= 30 else { return signed(largest) }
    // Digits far below a billionth only decide that there is something.
    let kept = max(1, min(digits.utf8.count, 30, digits.utf8.count + scale + 29))
    var isRounded = digits.utf8.dropFirst(kept).contains { $0 != UInt8(ascii: "0") }
    scale += digits.utf8.count - kept
    var value = Int128(digits.prefix(kept)) ?? 0
    if isBinary {
      guard digits.utf8.count + scale <= 20 else { return signed(largest) }
      let (product, overflow) = value.multipliedReportingOverflow(by: Int128(1) << exponent)
      if overflow {
        // Too many digits behind the point for the factor: those that cannot matter are cut.
        while scale < -9, value > Int128.max >> 61 {
          isRounded = isRounded || value % 10 != 0
          value /= 10
          scale += 1
        }
        value = value.multipliedReportingOverflow(by: Int128(1) << exponent).partialValue
      } else {
        value = product
      }
    }
    while scale < -9 {
      isRounded = isRounded || value % 10 != 0
      value /= 10
      scale += 1
      if scale == -9, isRounded { value += 1 }
    }
    let result = Quantity(unscaled: value, scale: scale, isBig: true, format: format)
    return signed(result.compare(largest) > 0 ? largest : result)
  }
}

// MARK: Writing

extension Quantity: CustomStringConvertible {
  var description: String {
    guard sign != 0 else { return "0" }
    if format == .binary, let text = binaryText { return text }
    var value = unscaled
    var exponent = scale
    while value % 10 == 0 {
      value /= 10
      exponent += 1
    }
    while exponent % 3 != 0 {
      value *= 10
      exponent -= 1
    }
    return "\(value)\(suffix(exponent))"
  }

  private func suffix(_ exponent: Int) -> String {
    if format == .exponent { return exponent == 0 ? "" : "e\(exponent)" }
    return Quantity.decimalSuffixes.first { $0.value == exponent }?.key ?? ""
  }

  /// Nil when a power of 1024 would hide something.
  private var binaryText: String? {
    var value = unscaled
    for _ in 0..<max(0, min(scale, 38)) {
      value = value.multipliedReportingOverflow(by: 10).partialValue
    }
    for _ in 0..<max(0, -scale) {
      guard value % 10 == 0 else { return nil }
      value /= 10
    }
    guard value.magnitude >= 1_024 else { return nil }
    var power = 0
    while value % 1_024 == 0, power < 6 {
      value /= 1_024
      power += 1
    }
    return "\(value)\(["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power])"
  }
}
