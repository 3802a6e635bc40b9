/// An amount of a resource, such as `500m`, `1Gi` or `2e3`: resource.Quantity of the API.
///
/// Arithmetic is exact. What is finer than a nano is rounded up to one, and a binary notation that
/// exceeds 2^63-1 is capped there, as the server does while it reads.
package struct Quantity: Sendable {
  /// The value is `coefficient` × 10^`scale`, zeros at the end included.
  let coefficient: BigInteger
  let scale: Int
  /// Whether the server holds the value as 64 bits and a scale, else as a decimal of any length.
  let isCompact: Bool
  /// The family of suffixes that the canonical form keeps.
  package let format: Format

  /// The family of suffixes in which a quantity is written.
  package enum Format: Sendable { case decimalSI, binarySI, decimalExponent }

  init(_ coefficient: BigInteger, scale: Int, isCompact: Bool, format: Format) {
    self.coefficient = coefficient
    self.scale = scale
    self.isCompact = isCompact
    self.format = format
  }

  /// A whole number.
  package init(_ value: Int, format: Format = .decimalSI) {
    self.init(BigInteger(Int64(value)), scale: 0, isCompact: true, format: format)
  }

  /// `0`, in the decimal format.
  package static let zero = Quantity(0)

  /// -1, 0 or 1.
  package var sign: Int { coefficient.sign }
  /// Whether it is nothing, in whatever format.
  package var isZero: Bool { sign == 0 }
  /// Whether it is less than zero.
  package var isNegative: Bool { sign < 0 }
  /// Whether the value is a whole number.
  package var isInteger: Bool { isMultiple(ofPowerOfTen: 0) }
  /// Whether nothing is finer than a thousandth.
  package var isMilliExact: Bool { isMultiple(ofPowerOfTen: -3) }

  private func isMultiple(ofPowerOfTen exponent: Int) -> Bool {
    isZero || scale + coefficient.trailingZeros >= exponent
  }

  // MARK: - As numbers

  /// The value as a whole number, rounded away from zero; nil where it does not fit.
  package var roundedUp: Int? { units(ofPowerOfTen: 0) }
  /// The thousandths, rounded away from zero; nil where they do not fit.
  package var milliValue: Int? { units(ofPowerOfTen: -3) }

  private func units(ofPowerOfTen exponent: Int) -> Int? {
    guard !isZero else { return 0 }
    // Beyond twenty digits nothing fits, and a scale may ask for billions of them.
    guard coefficient.digitCount + scale - exponent <= 20 else { return nil }
    return Int64(exactly: coefficient(at: exponent)).map { Int($0) }
  }

  /// The value as the server's 64-bit form gives it: AsInt64 of the API.
  ///
  /// Nil for a value that is held as a decimal, or is written with a fraction, even if it is whole.
  package var integer: Int64? {
    guard isCompact, scale >= 0 else { return nil }
    return roundedUp.map { Int64($0) }
  }

  /// The value with the error of two roundings: AsApproximateFloat64 of the API.
  package var approximate: Double {
    scale == 0 ? Double(coefficient) : Double(coefficient) * Self.powerOfTen(scale)
  }

  /// Go's math.Pow10, which multiplies two exact powers where one table does not reach.
  private static func powerOfTen(_ exponent: Int) -> Double {
    func exact(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }
    switch exponent {
    case ..<(-323): return 0
    case 309...: return .infinity
    case ..<0: return exact(exponent / 32 * 32) / exact(-exponent % 32)
    default: return exact(exponent / 32 * 32) * exact(exponent % 32)
    }
  }
}
