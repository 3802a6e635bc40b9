extension Quantity: Comparable {
  /// Whether the values are equal, whatever their notation.
  package static func == (left: Quantity, right: Quantity) -> Bool {
    !(left < right) && !(right < left)
  }

  package static func < (left: Quantity, right: Quantity) -> Bool {
    guard left.sign == right.sign, left.sign != 0 else { return left.sign < right.sign }
    let leading = left.coefficient.digitCount + left.scale
    let otherLeading = right.coefficient.digitCount + right.scale
    guard leading == otherLeading else { return (leading < otherLeading) == (left.sign > 0) }
    // Of the same magnitude, so that the scales differ by no more than the digits do.
    let scale = min(left.scale, right.scale)
    return left.coefficient(at: scale) < right.coefficient(at: scale)
  }

  /// The multiple of 10^`target`, rounded away from zero.
  func coefficient(at target: Int) -> BigInteger {
    scale >= target
      ? coefficient.multiplied(byPowerOfTen: scale - target)
      : coefficient.divided(byPowerOfTen: target - scale)
  }
}

extension Quantity {
  /// The sum, written as the left one unless that is zero.
  ///
  /// Nil where the exponents lie so far apart that the sum has thousands of digits.
  package static func + (left: Quantity, right: Quantity) -> Quantity? {
    let isCompact = left.isCompact && right.isCompact
    let format = left.isZero ? right.format : left.format
    if left.isZero || right.isZero {
      let other = right.isZero ? left : right
      return Quantity(
        other.coefficient, scale: other.scale, isCompact: isCompact, format: format)
    }
    guard abs(left.scale - right.scale) <= scaleLimit else { return nil }
    let scale = min(left.scale, right.scale)
    let terms = (left.coefficient(at: scale), right.coefficient(at: scale))
    let sum = terms.0 + terms.1
    return Quantity(
      sum, scale: scale,
      isCompact: isCompact && [terms.0, terms.1, sum].allSatisfy { Int64(exactly: $0) != nil },
      format: format)
  }

  /// The difference, on the same terms as the sum.
  package static func - (left: Quantity, right: Quantity) -> Quantity? { left + -right }

  /// The negative, which is always exact and keeps the format.
  package static prefix func - (quantity: Quantity) -> Quantity {
    Quantity(
      -quantity.coefficient, scale: quantity.scale, isCompact: quantity.isCompact,
      format: quantity.format)
  }

  /// The product, written as the quantity is.
  package static func * (quantity: Quantity, factor: Int) -> Quantity {
    let product = quantity.coefficient * BigInteger(Int64(factor))
    return Quantity(
      product, scale: product.sign == 0 ? 0 : quantity.scale,
      isCompact: quantity.isCompact && Int64(exactly: product) != nil, format: quantity.format)
  }

  /// The value rounded away from zero to a whole number.
  package var roundedUpToInteger: Quantity { rounded(upTo: 0) }

  /// The value rounded away from zero to whole thousandths, as resource lists keep it.
  package var roundedUpToMilli: Quantity { rounded(upTo: -3) }

  private func rounded(upTo target: Int) -> Quantity {
    guard scale < target else { return self }
    return Quantity(
      coefficient(at: target), scale: target, isCompact: isCompact, format: format)
  }

  /// How many zeros are written out for the sake of a common scale: more than any amount needs,
  /// and few enough that no text can ask for a number that fills the memory.
  static var scaleLimit: Int { 4_096 }
}
