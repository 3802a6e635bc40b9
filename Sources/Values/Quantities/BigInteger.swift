/// A whole number of any size.
///
/// What has eighteen digits at most, as all amounts in practice, is one machine word. Any other has
/// nine decimal digits a limb, so that what quantities do with numbers (reading and printing decimals,
/// multiplying and dividing by powers of ten) takes time in proportion to the digits.
struct BigInteger: Sendable {
  private let form: Form

  private enum Form: Equatable {
    case small(Int64)
    /// The least significant first, each below 10^9, the last of them not zero; three at least.
    case large(isNegative: Bool, limbs: [UInt32])
  }

  private static let base: UInt64 = 1_000_000_000
  private static let digitsInLimb = 9
  /// How many digits a number of the small form may have.
  private static let smallDigits = 18

  private init(_ form: Form) { self.form = form }

  private init(isNegative: Bool, limbs: [UInt32]) {
    self.init(Self.form(isNegative: isNegative, limbs))
  }

  private static func form(isNegative: Bool, _ limbs: [UInt32]) -> Form {
    let count = limbs.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    guard count <= 2 else {
      return .large(
        isNegative: isNegative, limbs: count == limbs.count ? limbs : Array(limbs[..<count]))
    }
    let magnitude = limbs[..<count].reversed().reduce(0) { $0 * Int64(base) + Int64($1) }
    return .small(isNegative ? -magnitude : magnitude)
  }

  init(_ value: Int64) {
    self.init(
      value.magnitude < Self.base * Self.base
        ? .small(value) : Self.form(isNegative: value < 0, Self.limbs(of: value.magnitude)))
  }

  /// The number of the decimal digits in a text, the most significant first; what is none of them is
  /// passed over.
  init(digitsIn text: Span<UInt8>) {
    var (count, value): (Int, Int64) = (0, 0)
    for index in text.indices where text[index].isDigit && count <= Self.smallDigits {
      count += 1
      if count <= Self.smallDigits { value = value * 10 + Int64(text[index] - UInt8(ascii: "0")) }
    }
    guard count > Self.smallDigits else {
      self.init(.small(value))
      return
    }
    var limbs: [UInt32] = []
    var (limb, unit): (UInt32, UInt32) = (0, 1)
    for index in text.indices.reversed() where text[index].isDigit {
      limb += UInt32(text[index] - UInt8(ascii: "0")) * unit
      unit *= 10
      if UInt64(unit) == Self.base {
        limbs.append(limb)
        (limb, unit) = (0, 1)
      }
    }
    self.init(isNegative: false, limbs: limbs + [limb])
  }

  private static func limbs(of magnitude: UInt64) -> [UInt32] {
    var rest = magnitude
    var limbs: [UInt32] = []
    while rest > 0 {
      limbs.append(UInt32(rest % base))
      rest /= base
    }
    return limbs
  }

  private var limbs: [UInt32] {
    switch form {
    case .small(let value): Self.limbs(of: value.magnitude)
    case .large(_, let limbs): limbs
    }
  }

  private var isNegative: Bool {
    switch form {
    case .small(let value): value < 0
    case .large(let isNegative, _): isNegative
    }
  }

  /// -1, 0 or 1.
  var sign: Int {
    switch form {
    case .small(let value): Int(value.signum())
    case .large(let isNegative, _): isNegative ? -1 : 1
    }
  }

  var magnitude: BigInteger { isNegative ? -self : self }

  /// How many decimal digits the number has; none for zero.
  var digitCount: Int {
    switch form {
    case .small(let value): Self.digitCount(value.magnitude)
    case .large(_, let limbs):
      (limbs.count - 1) * Self.digitsInLimb + Self.digitCount(UInt64(limbs[limbs.count - 1]))
    }
  }

  private static func digitCount(_ magnitude: UInt64) -> Int {
    var (rest, count) = (magnitude, 0)
    while rest > 0 {
      rest /= 10
      count += 1
    }
    return count
  }

  /// How many zeros its decimal digits end in; none for zero.
  var trailingZeros: Int {
    switch form {
    case .small(let value): return Self.trailingZeros(value.magnitude)
    case .large(_, let limbs):
      let first = limbs.firstIndex { $0 != 0 } ?? 0
      return first * Self.digitsInLimb + Self.trailingZeros(UInt64(limbs[first]))
    }
  }

  private static func trailingZeros(_ magnitude: UInt64) -> Int {
    var (rest, count) = (magnitude, 0)
    while rest > 0, rest % 10 == 0 {
      rest /= 10
      count += 1
    }
    return count
  }
}

// MARK: - Arithmetic

extension BigInteger: Comparable {
  static func == (left: BigInteger, right: BigInteger) -> Bool { left.form == right.form }

  static func < (left: BigInteger, right: BigInteger) -> Bool {
    if case .small(let left) = left.form, case .small(let right) = right.form {
      return left < right
    }
    guard left.isNegative == right.isNegative else { return left.isNegative }
    return left.isNegative
      ? isLess(right.limbs, left.limbs) : isLess(left.limbs, right.limbs)
  }

  private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
    left.count == right.count
      ? left.reversed().lexicographicallyPrecedes(right.reversed()) : left.count < right.count
  }

  static prefix func - (number: BigInteger) -> BigInteger {
    switch number.form {
    case .small(let value): BigInteger(-value)
    case .large(let isNegative, let limbs): BigInteger(isNegative: !isNegative, limbs: limbs)
    }
  }

  static func + (left: BigInteger, right: BigInteger) -> BigInteger {
    if case .small(let left) = left.form, case .small(let right) = right.form {
      return BigInteger(left + right)
    }
    if left.isNegative == right.isNegative {
      return BigInteger(isNegative: left.isNegative, limbs: sum(left.limbs, right.limbs))
    }
    return isLess(left.limbs, right.limbs)
      ? BigInteger(isNegative: right.isNegative, limbs: difference(right.limbs, left.limbs))
      : BigInteger(isNegative: left.isNegative, limbs: difference(left.limbs, right.limbs))
  }

  private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(left.count, right.count) {
      carry += index < left.count ? UInt64(left[index]) : 0
      carry += index < right.count ? UInt64(right[index]) : 0
      result.append(UInt32(carry % base))
      carry /= base
    }
    return result + [UInt32(carry)]
  }

  /// What is left of the larger number.
  private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: UInt64 = 0
    for (index, limb) in left.enumerated() {
      let taken = borrow + (index < right.count ? UInt64(right[index]) : 0)
      borrow = UInt64(limb) < taken ? 1 : 0
      result.append(UInt32(UInt64(limb) + borrow * base - taken))
    }
    return result
  }

  static func * (left: BigInteger, right: BigInteger) -> BigInteger {
    if case .small(let left) = left.form, case .small(let right) = right.form {
      let (product, isTooLarge) = left.multipliedReportingOverflow(by: right)
      if !isTooLarge { return BigInteger(product) }
    }
    let (factors, limbs) = (right.limbs, left.limbs)
    var result = [UInt32](repeating: 0, count: limbs.count + factors.count)
    for (start, factor) in factors.enumerated() {
      var carry: UInt64 = 0
      for (index, limb) in limbs.enumerated() {
        carry += UInt64(limb) * UInt64(factor) + UInt64(result[start + index])
        result[start + index] = UInt32(carry % base)
        carry /= base
      }
      result[start + limbs.count] = UInt32(carry)
    }
    return BigInteger(isNegative: left.isNegative != right.isNegative, limbs: result)
  }

  /// The number times 10^`exponent`.
  func multiplied(byPowerOfTen exponent: Int) -> BigInteger {
    guard sign != 0, exponent > 0 else { return self }
    guard exponent > Self.smallDigits else { return self * BigInteger(Self.powerOfTen(exponent)) }
    let (shift, rest) = exponent.quotientAndRemainder(dividingBy: Self.digitsInLimb)
    let shifted = [UInt32](repeating: 0, count: shift) + limbs
    return BigInteger(isNegative: isNegative, limbs: shifted) * BigInteger(Self.powerOfTen(rest))
  }

  /// The number over 10^`exponent`, rounded away from zero.
  func divided(byPowerOfTen exponent: Int) -> BigInteger {
    guard sign != 0, exponent > 0 else { return self }
    guard exponent < digitCount else { return BigInteger(isNegative ? -1 : 1) }
    if case .small(let value) = form {
      let (quotient, remainder) = value.quotientAndRemainder(
        dividingBy: Self.powerOfTen(exponent))
      return BigInteger(quotient + remainder.signum())
    }
    let (shift, rest) = exponent.quotientAndRemainder(dividingBy: Self.digitsInLimb)
    let limbs = limbs
    let kept = BigInteger(isNegative: isNegative, limbs: Array(limbs[shift...]))
    let (quotient, remainder) = kept.quotientAndRemainder(
      dividingBy: UInt32(Self.powerOfTen(rest)))
    let isExact = remainder == 0 && limbs[..<shift].allSatisfy { $0 == 0 }
    return isExact ? quotient : quotient + BigInteger(isNegative ? -1 : 1)
  }

  /// The number over a small one, rounded towards zero, and the magnitude of what is left.
  func quotientAndRemainder(
    dividingBy divisor: UInt32
  ) -> (quotient: BigInteger, remainder: UInt32) {
    if case .small(let value) = form {
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: Int64(divisor))
      return (BigInteger(quotient), UInt32(remainder.magnitude))
    }
    var result = limbs
    var rest: UInt64 = 0
    for index in result.indices.reversed() {
      rest = rest * Self.base + UInt64(result[index])
      result[index] = UInt32(rest / UInt64(divisor))
      rest %= UInt64(divisor)
    }
    return (BigInteger(isNegative: isNegative, limbs: result), UInt32(rest))
  }

  private static func powerOfTen(_ exponent: Int) -> Int64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

// MARK: - Other forms

extension BigInteger: CustomStringConvertible {
  /// The decimal digits, after a hyphen where the number is negative.
  var description: String {
    switch form {
    case .small(let value): String(value)
    case .large(let isNegative, let limbs):
      limbs.dropLast().reversed().reduce(
        (isNegative ? "-" : "") + String(limbs[limbs.count - 1])
      ) { $0 + $1.padded(to: Self.digitsInLimb) }
    }
  }

  /// The number; nil where 64 bits cannot hold it.
  fileprivate var word: Int64? {
    switch form {
    case .small(let value): value
    case .large: digitCount <= 19 ? Int64(description) : nil
    }
  }

  /// The nearest double.
  fileprivate var double: Double {
    switch form {
    case .small(let value): Double(value)
    case .large: Double(description) ?? 0
    }
  }
}

extension Int64 {
  /// The number; nil where 64 bits cannot hold it.
  init?(exactly number: BigInteger) {
    guard let word = number.word else { return nil }
    self = word
  }
}

extension Double {
  /// The nearest double.
  init(_ number: BigInteger) { self = number.double }
}
