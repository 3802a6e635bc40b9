import Values

/// The rule that a zone follows after its last recorded change: a POSIX `TZ` string.
struct ZoneRule {
  private let standardOffset: Int64
  private let summer: Summer?

  private struct Summer {
    let offset: Int64
    let start: Change
    let end: Change
  }

  /// A moment that comes back every year.
  private struct Change {
    enum Day {
      /// 1 to 365, February 29 never counted.
      case withoutLeapDay(Int)
      /// 0 to 365.
      case ofYear(Int)
      /// A weekday of a month; the fifth is the last.
      case weekday(month: Int, week: Int, day: Int)
    }

    let day: Day
    /// Local seconds into the day.
    let seconds: Int64

    /// When it comes in that year, in local seconds since 1970.
    func localTime(year: Int) -> Int64 { days(year: year) * 86_400 + seconds }

    private func days(year: Int) -> Int64 {
      let first = CivilTime.days(year: year, month: 1, day: 1)
      switch day {
      case .ofYear(let day): return first + Int64(day)
      case .withoutLeapDay(let day):
        let isLeap = CivilTime.daysInMonth(2, year: year) == 29
        return first + Int64(day - 1) + (isLeap && day > 59 ? 1 : 0)
      case .weekday(let month, let week, let day):
        let firstOfMonth = CivilTime.days(year: year, month: month, day: 1)
        let weekdayOfFirst = Int(((firstOfMonth + 4) % 7 + 7) % 7)
        var date = (day - weekdayOfFirst + 7) % 7 + (week - 1) * 7
        while date >= CivilTime.daysInMonth(month, year: year) { date -= 7 }
        return firstOfMonth + Int64(date)
      }
    }
  }

  func offset(at seconds: Int64) -> Int64 {
    guard let summer else { return standardOffset }
    let year = CivilTime(seconds: seconds + standardOffset).year
    let start = summer.start.localTime(year: year) - standardOffset
    let end = summer.end.localTime(year: year) - summer.offset
    let isSummer =
      start < end ? start <= seconds && seconds < end : seconds >= start || seconds < end
    return isSummer ? summer.offset : standardOffset
  }

  init?(_ text: String) {
    var reader = Reader(bytes: Array(text.utf8)[...])
    guard reader.skipName(), let offset = reader.time() else { return nil }
    standardOffset = -offset
    guard reader.skipName() else {
      summer = nil
      return
    }
    let summerOffset =
      reader.peek == UInt8(ascii: ",") ? standardOffset + 3_600 : reader.time().map { -$0 }
    guard let summerOffset, let start = reader.change(), let end = reader.change() else {
      return nil
    }
    summer = Summer(offset: summerOffset, start: start, end: end)
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    var peek: UInt8? { bytes.first }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard bytes.first == UInt8(ascii: scalar) else { return false }
      bytes.removeFirst()
      return true
    }

    mutating func skipName() -> Bool {
      if take("<") {
        bytes = bytes.drop { $0 != UInt8(ascii: ">") }
        return take(">")
      }
      let name = bytes.prefix { $0.isIdentifierStart }
      bytes = bytes.dropFirst(name.count)
      return !name.isEmpty
    }

    mutating func number() -> Int? {
      let digits = bytes.prefix { $0.isDigit }
      bytes = bytes.dropFirst(digits.count)
      return Int(String(decoding: digits, as: UTF8.self))
    }

    mutating func time() -> Int64? {
      let sign: Int64 = take("-") ? -1 : 1
      if sign == 1 { _ = take("+") }
      guard let hours = number() else { return nil }
      let minutes = take(":") ? number() ?? 0 : 0
      let seconds = take(":") ? number() ?? 0 : 0
      return sign * Int64(hours * 3_600 + minutes * 60 + seconds)
    }

    mutating func change() -> Change? {
      guard take(","), let day = day() else { return nil }
      guard take("/") else { return Change(day: day, seconds: 7_200) }
      return time().map { Change(day: day, seconds: $0) }
    }

    private mutating func day() -> Change.Day? {
      if take("J") { return number().map(Change.Day.withoutLeapDay) }
      guard take("M") else { return number().map(Change.Day.ofYear) }
      guard let month = number(), take("."), let week = number(), take("."), let day = number(),
        (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
      else { return nil }
      return .weekday(month: month, week: week, day: day)
    }
  }
}
