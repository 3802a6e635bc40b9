/// A point in time in UTC with nanoseconds.
package struct Timestamp: Hashable, Sendable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int64
  /// 0 to 999,999,999, counted forward from `seconds` also before 1970.
  package let nanoseconds: Int32

  package init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// The time so much later; nil where the seconds overflow.
  package func adding(_ duration: Duration) -> Timestamp? {
    let (whole, rest) = duration.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    var nanoseconds = Int64(self.nanoseconds) + rest
    var carry: Int64 = 0
    if nanoseconds < 0 {
      nanoseconds += 1_000_000_000
      carry = -1
    } else if nanoseconds >= 1_000_000_000 {
      nanoseconds -= 1_000_000_000
      carry = 1
    }
    let (seconds, overflow) = self.seconds.addingReportingOverflow(whole + carry)
    return overflow ? nil : Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds))
  }

  /// The time since another; nil where it is longer than a duration can be.
  package func subtracting(_ other: Timestamp) -> Duration? {
    let (difference, isTooLong) = seconds.subtractingReportingOverflow(other.seconds)
    let (whole, overflow) = difference.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflowOfSum) = whole.addingReportingOverflow(
      Int64(nanoseconds) - Int64(other.nanoseconds))
    return isTooLong || overflow || overflowOfSum ? nil : Duration(nanoseconds: sum)
  }

  /// The calendar date and time of day, `offset` seconds east of UTC.
  package func civil(offset: Int64 = 0) -> CivilTime { CivilTime(seconds: seconds + offset) }
}
