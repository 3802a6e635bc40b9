/// A whole number of any size.
///
/// Nine decimal digits a limb, so that what quantities do with numbers (reading and printing
/// decimals, multiplying and dividing by powers of ten) takes time in proportion to the digits.
struct BigInteger: Sendable {
  private let isNegative: Bool
  /// The least significant first, each below 10^9, the last of them not zero; empty for zero.
  private let limbs: [UInt32]

  private static let base: UInt64 = 1_000_000_000
  private static let digitsInLimb = 9

  private init(isNegative: Bool, limbs: [UInt32]) {
    let count = limbs.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    self.limbs = count == limbs.count ? limbs : Array(limbs[..<count])
    self.isNegative = isNegative && count > 0
  }

  init(_ value: Int64) {
    var rest = value.magnitude
    var limbs: [UInt32] = []
    while rest > 0 {
      limbs.append(UInt32(rest % Self.base))
      rest /= Self.base
    }
    self.init(isNegative: value < 0, limbs: limbs)
  }

  /// The number of these decimal digits, the most significant first.
  init(digits: some BidirectionalCollection<UInt8>) {
    var limbs: [UInt32] = []
    var (limb, unit): (UInt32, UInt32) = (0, 1)
    for digit in digits.reversed() {
      limb += UInt32(digit - UInt8(ascii: "0")) * unit
      unit *= 10
      if UInt64(unit) == Self.base {
        limbs.append(limb)
        (limb, unit) = (0, 1)
      }
    }
    self.init(isNegative: false, limbs: limbs + [limb])
  }

  /// -1, 0 or 1.
  var sign: Int { limbs.isEmpty ? 0 : isNegative ? -1 : 1 }

  var magnitude: BigInteger { BigInteger(isNegative: false, limbs: limbs) }

  /// How many decimal digits the number has; none for zero.
  var digitCount: Int {
    guard let last = limbs.last else { return 0 }
    return (limbs.count - 1) * Self.digitsInLimb + String(last).utf8.count
  }

  /// How many zeros its decimal digits end in; none for zero.
  var trailingZeros: Int {
    guard let first = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
    var (limb, count) = (limbs[first], first * Self.digitsInLimb)
    while limb % 10 == 0 {
      limb /= 10
      count += 1
    }
    return count
  }
}

// MARK: - Arithmetic

extension BigInteger: Comparable {
  static func == (left: BigInteger, right: BigInteger) -> Bool {
    left.isNegative == right.isNegative && left.limbs == right.limbs
  }

  static func < (left: BigInteger, right: BigInteger) -> Bool {
    guard left.isNegative == right.isNegative else { return left.isNegative }
    return left.isNegative
      ? isLess(right.limbs, left.limbs) : isLess(left.limbs, right.limbs)
  }

  private static func isLess(_ left: [UInt32], _ right: [UInt32]) -> Bool {
    left.count == right.count
      ? left.reversed().lexicographicallyPrecedes(right.reversed()) : left.count < right.count
  }

  static prefix func - (number: BigInteger) -> BigInteger {
    BigInteger(isNegative: !number.isNegative, limbs: number.limbs)
  }

  static func + (left: BigInteger, right: BigInteger) -> BigInteger {
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
    var result = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (start, factor) in right.limbs.enumerated() {
      var carry: UInt64 = 0
      for (index, limb) in left.limbs.enumerated() {
        carry += UInt64(limb) * UInt64(factor) + UInt64(result[start + index])
        result[start + index] = UInt32(carry % base)
        carry /= base
      }
      result[start + left.limbs.count] = UInt32(carry)
    }
    return BigInteger(isNegative: left.isNegative != right.isNegative, limbs: result)
  }

  /// The number times 10^`exponent`.
  func multiplied(byPowerOfTen exponent: Int) -> BigInteger {
    guard sign != 0, exponent > 0 else { return self }
    let (shift, rest) = exponent.quotientAndRemainder(dividingBy: Self.digitsInLimb)
    let shifted = [UInt32](repeating: 0, count: shift) + limbs
    return BigInteger(isNegative: isNegative, limbs: shifted) * BigInteger(Self.powerOfTen(rest))
  }

  /// The number over 10^`exponent`, rounded away from zero.
  func divided(byPowerOfTen exponent: Int) -> BigInteger {
    guard sign != 0, exponent > 0 else { return self }
    guard exponent < digitCount else { return BigInteger(isNegative ? -1 : 1) }
    let (shift, rest) = exponent.quotientAndRemainder(dividingBy: Self.digitsInLimb)
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
    var result = limbs
    var rest: UInt64 = 0
    for index in limbs.indices.reversed() {
      rest = rest * Self.base + UInt64(limbs[index])
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
    guard let last = limbs.last else { return "0" }
    return limbs.dropLast().reversed().reduce((isNegative ? "-" : "") + String(last)) {
      $0 + $1.padded(to: Self.digitsInLimb)
    }
  }
}

extension Int64 {
  /// The number; nil where 64 bits cannot hold it.
  init?(exactly number: BigInteger) {
    guard number.digitCount <= 19 else { return nil }
    self.init(number.description)
  }
}

extension Double {
  /// The nearest double.
  init(_ number: BigInteger) { self = Double(number.description) ?? 0 }
}
