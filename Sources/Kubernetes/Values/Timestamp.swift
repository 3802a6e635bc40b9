/// A point in time as the API writes it: RFC 3339, stored in UTC.
package struct Timestamp: Sendable, Hashable {
  /// Seconds since 1970.
  package let epochSeconds: Int
  package let nanoseconds: Int

  /// Reads RFC 3339 with a capital T and Z or an offset.
  package init?(_ text: String) {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), reader.take("T"),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      reader.take(":"), let second = reader.number(2),
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year), hour < 24,
      minute < 60, second < 60
    else { return nil }
    nanoseconds = reader.take(".") || reader.take(",") ? (reader.fraction() ?? -1) : 0
    guard nanoseconds >= 0, let offset = reader.offset(), reader.isAtEnd else { return nil }
    epochSeconds =
      Self.days(before: year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset
  }

  /// To the second, in UTC.
  package var seconds: String { "\(dateAndTime)Z" }
  /// To the microsecond, in UTC.
  package var microseconds: String { "\(dateAndTime).\(Self.padded(nanoseconds / 1_000, 6))Z" }

  private var dateAndTime: String {
    var days = epochSeconds / 86_400
    var rest = epochSeconds % 86_400
    if rest < 0 { (days, rest) = (days - 1, rest + 86_400) }
    let (year, month, day) = Self.date(days: days)
    let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    return
      "\(date)T\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))"
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar, years counted from March.
  private static func days(before year: Int, _ month: Int, _ day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}

/// Takes digits and signs from the front of a text.
private struct DigitReader {
  private var rest: Substring.UTF8View
  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int? {
    let digits = rest.prefix(width)
    guard digits.count == width,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    rest = rest.dropFirst(width)
    return Int(Substring(digits))
  }

  /// The digits after a point, in nanoseconds.
  mutating func fraction() -> Int? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    let nine = String(Substring(digits.prefix(9)))
    return Int(nine + String(repeating: "0", count: 9 - nine.utf8.count))
  }

  /// Seconds east of UTC.
  mutating func offset() -> Int? {
    if take("Z") { return 0 }
    let west = take("-")
    guard west || take("+"), let hours = number(2), take(":"), let minutes = number(2),
      hours <= 24, minutes < 60
    else { return nil }
    return (west ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }
}
