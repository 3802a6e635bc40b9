/// The order in which Kustomize prints the keys of a mapping.
///
/// go-yaml compares letters by code point, puts everything else before letters, and compares runs
/// of digits as numbers, so `a2` comes before `a10`.
package enum KeyOrder {
  /// Whether one key is printed before another.
  package static func areInIncreasingOrder(_ left: String, _ right: String) -> Bool {
    // Most keys are of ASCII letters alone, where the order is that of the bytes.
    if let isBefore = orderOfLetters(left, right) { return isBefore }
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return isBefore(left, right, differingAt: index)
    }
    return left.count < right.count
  }

  private static func orderOfLetters(_ left: String, _ right: String) -> Bool? {
    var left = left.utf8.makeIterator()
    var right = right.utf8.makeIterator()
    while true {
      switch (left.next(), right.next()) {
      case (let a?, let b?) where a == b: continue
      case (let a?, let b?): return isLetter(a) && isLetter(b) ? a < b : nil
      case (nil, .some): return true
      case (_, nil): return false
      }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isBefore(
    _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], differingAt index: Int
  ) -> Bool {
    switch (isLetter(left[index]), isLetter(right[index])) {
    case (true, true): return left[index] < right[index]
    case (true, false): return false
    case (false, true): return true
    case (false, false): break
    }
    // Behind a digit that is not 0, zeros belong to a number that has begun already.
    let start = continuesNumber(left, right, at: index) ? 1 : 0
    let (leftNumber, leftEnd) = number(in: left, from: index, start: start)
    let (rightNumber, rightEnd) = number(in: right, from: index, start: start)
    if leftNumber != rightNumber { return leftNumber < rightNumber }
    if leftEnd != rightEnd { return leftEnd < rightEnd }
    return left[index] < right[index]
  }

  private static func continuesNumber(
    _ left: [Unicode.Scalar], _ right: [Unicode.Scalar], at index: Int
  ) -> Bool {
    guard left[index] == "0" || right[index] == "0" else { return false }
    return left[..<index].reversed().prefix(while: isDigit).contains { $0 != "0" }
  }

  private static func number(
    in text: [Unicode.Scalar], from index: Int, start: Int
  ) -> (value: Int64, end: Int) {
    var value = Int64(start)
    var position = index
    while position < text.count, isDigit(text[position]) {
      value = value &* 10 &+ (Int64(text[position].value) &- 48)
      position += 1
    }
    return (value, position)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? ("0"..."9").contains(scalar) : scalar.properties.generalCategory == .decimalNumber
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
