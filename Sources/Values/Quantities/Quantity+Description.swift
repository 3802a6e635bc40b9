extension Quantity: CustomStringConvertible {
  /// The canonical form: no fraction, the largest suffix that loses nothing, in the same family.
  package var description: String {
    guard !isZero else { return "0" }
    if format == .binarySI, isInteger, coefficient(at: 0).magnitude >= BigInteger(1024) {
      return binaryText
    }
    let zeros = coefficient.trailingZeros
    let exponent = scale + zeros
    // Suffixes go by thousands.
    let shift = ((exponent % 3) + 3) % 3
    let digits = coefficient.divided(byPowerOfTen: zeros).multiplied(byPowerOfTen: shift)
    return "\(digits)\(QuantitySuffix.text(decimal: exponent - shift, as: format))"
  }

  private var binaryText: String {
    var value = coefficient(at: 0)
    var power = 0
    while power < 6 {
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 1024)
      guard remainder == 0 else { break }
      value = quotient
      power += 1
    }
    return "\(value)\(QuantitySuffix.text(power: power))"
  }
}
