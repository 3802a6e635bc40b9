/// A version as its directory is called, in the order in which versions follow each other.
///
/// `1.10.0` is after `1.9.3`, `v10` after `v9`, `1.0.0` after `1.0.0-rc10` and that after
/// `1.0.0-rc2`.
struct ModelVersion: Comparable {
  private let parts: [Substring]

  init(_ name: String) {
    let isPrefixed = name.first == "v" && name.dropFirst().first?.isNumber == true
    parts = name.dropFirst(isPrefixed ? 1 : 0).split(separator: ".")
  }

  static func < (one: Self, other: Self) -> Bool {
    for (part, otherPart) in zip(one.parts, other.parts) where part != otherPart {
      switch (Int(part), Int(otherPart)) {
      case (let number?, let otherNumber?): return number < otherNumber
      case (nil, nil): return isBefore(part, otherPart)
      // A word is older than a number: 1.rc is before 1.0.
      case (let number, _): return number == nil
      }
    }
    return one.parts.count < other.parts.count
  }

  /// Compares words letter by letter, and the numbers in them as numbers.
  private static func isBefore(_ one: Substring, _ other: Substring) -> Bool {
    var (one, other) = (one, other)
    while let first = one.first, let otherFirst = other.first {
      let (digits, otherDigits) = (one.prefix { $0.isNumber }, other.prefix { $0.isNumber })
      if let number = Int(digits), let otherNumber = Int(otherDigits) {
        if number != otherNumber { return number < otherNumber }
        (one, other) = (one.dropFirst(digits.count), other.dropFirst(otherDigits.count))
      } else {
        if first != otherFirst { return first < otherFirst }
        (one, other) = (one.dropFirst(), other.dropFirst())
      }
    }
    return one.isEmpty && !other.isEmpty
  }
}
