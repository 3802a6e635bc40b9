/// A point in time in UTC with nanoseconds, from year 1 to year 9999.
package struct Timestamp: Hashable, Sendable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int64
  /// 0 to 999,999,999, counted forward from `seconds` also before 1970.
  package let nanoseconds: Int32

  package init(seconds: Int64, nanoseconds: Int32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  static let minimumSeconds: Int64 = -62_135_596_800
  static let maximumSeconds: Int64 = 253_402_300_799

  /// Nil outside the range that the specification allows.
  init?(checking seconds: Int64, nanoseconds: Int32 = 0) {
    guard (Timestamp.minimumSeconds...Timestamp.maximumSeconds).contains(seconds) else {
      return nil
    }
    self.init(seconds: seconds, nanoseconds: nanoseconds)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  func adding(_ duration: Duration) -> Timestamp? {
    let (quotient, remainder) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    var nanoseconds = Int64(self.nanoseconds) + remainder
    var carry: Int64 = 0
    if nanoseconds < 0 {
      nanoseconds += 1_000_000_000
      carry = -1
    } else if nanoseconds >= 1_000_000_000 {
      nanoseconds -= 1_000_000_000
      carry = 1
    }
    return Timestamp(checking: seconds + quotient + carry, nanoseconds: Int32(nanoseconds))
  }

  func subtracting(_ other: Timestamp) -> Duration? {
    let (whole, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowOfSum) = whole.addingReportingOverflow(
      Int64(nanoseconds) - Int64(other.nanoseconds))
    return overflow || overflowOfSum ? nil : Duration(nanoseconds: sum)
  }

  /// The calendar date and time of day, `offset` seconds east of UTC.
  func civil(offset: Int64 = 0) -> CivilTime { CivilTime(seconds: seconds + offset) }
}

/// A date of the Gregorian calendar with a time of day.
struct CivilTime: Hashable, Sendable {
  var year: Int
  /// 1 to 12.
  var month: Int
  /// 1 to 31.
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int
  /// 0 is Sunday.
  var weekday: Int
  /// 0 is the first of January.
  var dayOfYear: Int

  init(seconds: Int64) {
    let days = CivilTime.floorDivide(seconds, 86_400)
    let time = Int(seconds - days * 86_400)
    // Days are counted in 400-year eras that begin on the first of March of year 0.
    let shifted = days + 719_468
    let era = CivilTime.floorDivide(shifted, 146_097)
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayFromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayFromMarch + 2) / 153
    day = dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    hour = time / 3_600
    minute = time / 60 % 60
    second = time % 60
    weekday = Int(((days + 4) % 7 + 7) % 7)
    dayOfYear = Int(days - CivilTime.days(year: year, month: 1, day: 1))
  }

  private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The days from 1970-01-01 to that date.
  static func days(year: Int, month: Int, day: Int) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  static func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC, with as many decimals as the nanoseconds need.
  package var description: String {
    let time = civil()
    let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    let clock = "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
    guard nanoseconds != 0 else { return "\(date)T\(clock)Z" }
    var fraction = padded(Int(nanoseconds), 9)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(date)T\(clock).\(fraction)Z"
  }

  /// Reads RFC 3339; nil for any other form, and outside the allowed range.
  package init?(_ text: String) {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), reader.take("T"),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      reader.take(":"), let second = reader.number(2),
      (1...12).contains(month), (1...CivilTime.daysInMonth(month, year: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var nanoseconds = 0
    if reader.take(".") || reader.take(",") {
      guard let fraction = reader.fraction() else { return nil }
      nanoseconds = fraction
    }
    var offset = 0
    if !reader.take("Z") {
      let sign = reader.take("+") ? 1 : reader.take("-") ? -1 : 0
      guard sign != 0, let hours = reader.number(2), reader.take(":"),
        let minutes = reader.number(2), hours < 24, minutes < 60
      else { return nil }
      offset = sign * (hours * 3_600 + minutes * 60)
    }
    guard reader.isAtEnd else { return nil }
    let days = CivilTime.days(year: year, month: month, day: day)
    let timeOfDay = Int64(hour * 3_600 + minute * 60 + second - offset)
    self.init(checking: days * 86_400 + timeOfDay, nanoseconds: Int32(nanoseconds))
  }
}

/// Zeros in front of a number until it has that many digits.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Reads the fixed fields of a date.
struct DigitReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int? {
    guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    else { return nil }
    defer { position += 1 }
    return Int(bytes[position] - UInt8(ascii: "0"))
  }

  /// A number of exactly that many digits.
  mutating func number(_ width: Int) -> Int? {
    var result = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      result = result * 10 + digit
    }
    return result
  }

  /// The digits behind a decimal point as nanoseconds; digits past the ninth are cut.
  mutating func fraction() -> Int? {
    guard var result = digit() else { return nil }
    var count = 1
    while let digit = digit() {
      if count < 9 { result = result * 10 + digit }
      count += 1
    }
    for _ in min(count, 9)..<9 { result *= 10 }
    return result
  }
}
