/// A length of time in nanoseconds, up to about 292 years either way: time.Duration of Go.
package struct Duration: Hashable, Sendable, Comparable {
  /// The whole length; negative for one backwards.
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// No time at all.
  package static let zero = Duration(nanoseconds: 0)

  package static func < (left: Duration, right: Duration) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The length in seconds, rounded to a double as Go does.
  package var inSeconds: Double {
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return Double(whole) + Double(rest) / 1e9
  }
}

extension Duration: CustomStringConvertible {
  /// Hours, minutes and seconds, as Go prints a duration: `1h0m0s`, `1.5s`, `3ms`.
  package var description: String {
    guard nanoseconds != 0 else { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let magnitude = nanoseconds.magnitude
    switch magnitude {
    case ..<1_000: return "\(sign)\(magnitude)ns"
    case ..<1_000_000: return sign + Duration.decimal(magnitude, places: 3) + "µs"
    case ..<1_000_000_000: return sign + Duration.decimal(magnitude, places: 6) + "ms"
    default: break
    }
    let whole = magnitude / 1_000_000_000
    let rest = whole % 60 * 1_000_000_000 + magnitude % 1_000_000_000
    var text = Duration.decimal(rest, places: 9) + "s"
    if whole >= 60 { text = "\(whole / 60 % 60)m" + text }
    if whole >= 3_600 { text = "\(whole / 3_600)h" + text }
    return sign + text
  }

  private static func decimal(_ number: UInt64, places: Int) -> String {
    var scale: UInt64 = 1
    for _ in 0..<places { scale *= 10 }
    let fraction = number % scale
    guard fraction != 0 else { return String(number / scale) }
    var digits = fraction.padded(to: places)
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(number / scale).\(digits)"
  }

  /// Reads Go's form: signed decimals with units, as `-1h30m`, `1.5s`, `100ms`; or `0`.
  package init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    if bytes.elementsEqual("0".utf8) {
      self = .zero
      return
    }
    guard !bytes.isEmpty else { return nil }
    var total: UInt64 = 0
    while !bytes.isEmpty {
      guard let part = Duration.readPart(&bytes) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow, sum <= 1 << 63 else { return nil }
      total = sum
    }
    if isNegative {
      self.init(nanoseconds: Int64(truncatingIfNeeded: 0 &- total))
    } else {
      guard let positive = Int64(exactly: total) else { return nil }
      self.init(nanoseconds: positive)
    }
  }

  private static func readPart(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var whole: UInt64 = 0
    var fraction: UInt64 = 0
    var scale: Double = 1
    var hasDigits = false
    while let byte = bytes.first, byte.isDigit {
      let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
      guard !overflow, product < 1 << 63 else { return nil }
      whole = product + UInt64(byte - UInt8(ascii: "0"))
      hasDigits = true
      bytes.removeFirst()
    }
    if bytes.first == UInt8(ascii: ".") {
      bytes.removeFirst()
      while let byte = bytes.first, byte.isDigit {
        hasDigits = true
        bytes.removeFirst()
        guard scale < 1e18 else { continue }
        fraction = fraction * 10 + UInt64(byte - UInt8(ascii: "0"))
        scale *= 10
      }
    }
    let name = bytes.prefix { $0 != UInt8(ascii: ".") && !$0.isDigit }
    bytes = bytes.dropFirst(name.count)
    guard hasDigits, let unit = unit(named: String(decoding: name, as: UTF8.self)) else {
      return nil
    }
    let (product, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow, product <= 1 << 63 else { return nil }
    return product + UInt64(Double(fraction) * (Double(unit) / scale))
  }

  private static func unit(named name: String) -> UInt64? {
    switch name {
    case "ns": 1
    case "us", "µs", "μs": 1_000
    case "ms": 1_000_000
    case "s": 1_000_000_000
    case "m": 60_000_000_000
    case "h": 3_600_000_000_000
    default: nil
    }
  }
}
