import Glibc

/// A moment in UTC, to the millisecond.
package struct Timestamp: Sendable, CustomStringConvertible {
  private let seconds: Int
  private let milliseconds: Int

  package init(seconds: Int, milliseconds: Int) {
    self.seconds = seconds
    self.milliseconds = milliseconds
  }

  /// The moment by the clock of the machine.
  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  /// ISO 8601, as `2026-03-01T12:00:00.250Z`.
  package var description: String {
    String(unsafeUninitializedCapacity: Self.length) { room in
      write(room)
      return Self.length
    }
  }

  /// How many bytes its text has.
  static let length = 24

  /// Writes ``description``; one for each line of the log, so nothing is made on the way.
  ///
  /// - Parameter room: for ``length`` bytes.
  func write(_ room: UnsafeMutableBufferPointer<UInt8>) {
    let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let date = Date(day: day)
    room.write(date.year / 100, at: 0)
    room.write(date.year % 100, at: 2, then: "-")
    room.write(date.month, at: 5, then: "-")
    room.write(date.day, at: 8, then: "T")
    room.write(second / 3600, at: 11, then: ":")
    room.write(second / 60 % 60, at: 14, then: ":")
    room.write(second % 60, at: 17, then: ".")
    room[20] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: milliseconds / 100)
    room.write(milliseconds % 100, at: 21, then: "Z")
  }

  /// A day of the Gregorian calendar.
  private struct Date {
    let year: Int
    let month: Int
    let day: Int

    /// - Parameter day: since the first of 1970.
    init(day: Int) {
      // In eras of 400 years from the first of March of the year 0, so that a leap day is a year's last.
      let (era, dayOfEra) = (day + 719_468).quotientAndRemainder(dividingBy: 146_097)
      let yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let monthFromMarch = (5 * dayOfYear + 2) / 153
      self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
      month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
      year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Writes two digits, and what stands behind them.
  fileprivate func write(_ number: Int, at place: Int, then mark: Unicode.Scalar? = nil) {
    self[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10)
    self[place + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
    if let mark { self[place + 2] = UInt8(ascii: mark) }
  }
}
