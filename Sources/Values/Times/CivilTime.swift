/// A date of the Gregorian calendar, also before its time, with a time of day.
package struct CivilTime: Hashable, Sendable {
  /// The year, of which 0 is the one before 1.
  package let year: Int
  /// 1 to 12.
  package let month: Int
  /// 1 to 31.
  package let day: Int
  /// 0 to 23.
  package let hour: Int
  /// 0 to 59.
  package let minute: Int
  /// 0 to 59; there are no leap seconds.
  package let second: Int
  /// 0 is Sunday.
  package let weekday: Int
  /// 0 is the first of January.
  package let dayOfYear: Int

  /// The date and time so many seconds after 1970-01-01T00:00:00.
  package init(seconds: Int64) {
    let days = Self.floorDivide(seconds, 86_400)
    let time = Int(seconds - days * 86_400)
    // Days are counted in 400-year eras that begin on the first of March of year 0.
    let shifted = days + 719_468
    let era = Self.floorDivide(shifted, 146_097)
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
    dayOfYear = Int(days - Self.days(year: year, month: 1, day: 1))
  }

  private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The days from 1970-01-01 to that date.
  package static func days(year: Int, month: Int, day: Int) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// How many days a month has.
  package static func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
