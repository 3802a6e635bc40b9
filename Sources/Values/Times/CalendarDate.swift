/// A day of the Gregorian calendar, written `2027-01-31`.
package struct CalendarDate: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The day's first moment in UTC.
  private let start: Timestamp

  /// The day in UTC on which a moment lies.
  package init(_ moment: Timestamp) {
    let day = moment.civil()
    start = Timestamp(
      seconds: CivilTime.days(year: day.year, month: day.month, day: day.day) * 86_400)
  }

  /// Nil where the text is no day that there is.
  package init?(_ text: String) {
    guard let start = Timestamp("\(text)T00:00:00Z") else { return nil }
    self.start = start
  }

  package var description: String {
    let day = start.civil()
    return [day.year.padded(to: 4), day.month.padded(to: 2), day.day.padded(to: 2)]
      .joined(separator: "-")
  }

  /// How many days lie between another day and this one; negative where the other comes later.
  package func days(since other: CalendarDate) -> Int {
    Int((start.seconds - other.start.seconds) / 86_400)
  }

  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    left.start < right.start
  }
}
