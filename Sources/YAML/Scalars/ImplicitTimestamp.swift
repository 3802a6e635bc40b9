/// A point in time as YAML 1.1 writes it, of the forms that go-yaml knows.
///
/// Kustomize's reader takes an unquoted `2020-01-01` for one and writes it as RFC 3339 text.
package struct ImplicitTimestamp: Hashable, Sendable {
  private var year = 0
  private var month = 1
  private var day = 1
  private var hour = 0
  private var minute = 0
  private var second = 0
  /// The digits after the point, at most nine.
  private var fraction: [UInt8] = []
  /// Minutes east of UTC.
  private var offset = 0

  /// Reads `2001-12-14`, `2001-12-14 21:59:43.1` or `2001-12-14T21:59:43.1-05:00`.
  ///
  /// Month, day and the parts of the time may have one digit.
  package init?(_ text: String) {
    // Hardly any text begins so.
    guard let first = text.utf8.first, Scanner.isDigit(first) else { return nil }
    var scanner = Scanner(bytes: Array(text.utf8)[...])
    guard scanner.bytes.count >= 8, let year = scanner.digits(exactly: 4),
      scanner.take(UInt8(ascii: "-")), let month = scanner.digits(),
      scanner.take(UInt8(ascii: "-")), let day = scanner.digits()
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day) else {
      return nil
    }
    guard let separator = scanner.bytes.popFirst() else { return }
    // Go's parser passes over any run of spaces.
    if separator == UInt8(ascii: " ") { scanner.skipSpaces() }
    guard readTime(&scanner) else { return nil }
    switch separator {
    case UInt8(ascii: "T"), UInt8(ascii: "t"): guard readZone(&scanner) else { return nil }
    case UInt8(ascii: " "): break
    default: return nil
    }
    guard scanner.bytes.isEmpty else { return nil }
  }

  private mutating func readTime(_ scanner: inout Scanner) -> Bool {
    guard let hour = scanner.digits(), scanner.take(UInt8(ascii: ":")),
      let minute = scanner.digits(), scanner.take(UInt8(ascii: ":")),
      let second = scanner.digits(), hour < 24, minute < 60, second < 60
    else { return false }
    (self.hour, self.minute, self.second) = (hour, minute, second)
    if let point = scanner.bytes.first, point == UInt8(ascii: ".") || point == UInt8(ascii: ","),
      let next = scanner.bytes.dropFirst().first, Scanner.isDigit(next)
    {
      let digits = scanner.bytes.dropFirst().prefix(while: Scanner.isDigit)
      fraction = Array(digits.prefix(9))
      scanner.bytes = scanner.bytes.dropFirst(1 + digits.count)
    }
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    return true
  }

  private mutating func readZone(_ scanner: inout Scanner) -> Bool {
    guard let sign = scanner.bytes.popFirst() else { return false }
    if sign == UInt8(ascii: "Z") { return true }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = scanner.digits(exactly: 2), scanner.take(UInt8(ascii: ":")),
      let minutes = scanner.digits(exactly: 2), hours <= 24, minutes < 60
    else { return false }
    offset = (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    return true
  }

  /// The time as RFC 3339 writes it, without trailing zeros after the point.
  package var rfc3339: String {
    var text = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
    text += "T\(padded(hour)):\(padded(minute)):\(padded(second))"
    if !fraction.isEmpty { text += "." + String(decoding: fraction, as: UTF8.self) }
    guard offset != 0 else { return text + "Z" }
    let minutes = abs(offset)
    return text + (offset < 0 ? "-" : "+") + "\(padded(minutes / 60)):\(padded(minutes % 60))"
  }

  private func padded(_ value: Int, _ width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

/// Takes numbers and separators off the front of a text.
private struct Scanner {
  var bytes: ArraySlice<UInt8>

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard bytes.first == byte else { return false }
    bytes = bytes.dropFirst()
    return true
  }

  mutating func skipSpaces() { bytes = bytes.drop { $0 == UInt8(ascii: " ") } }

  /// One or two digits, or just so many.
  mutating func digits(exactly count: Int? = nil) -> Int? {
    let taken = bytes.prefix(count ?? 2).prefix(while: Self.isDigit)
    guard !taken.isEmpty, count == nil || taken.count == count else { return nil }
    bytes = bytes.dropFirst(taken.count)
    return taken.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
