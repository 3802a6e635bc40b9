import Glibc

/// A moment in UTC, to the millisecond.
package struct Timestamp: Sendable, CustomStringConvertible {
  private let seconds: Int
  private let milliseconds: Int

  package init(seconds: Int, milliseconds: Int) {
    self.seconds = seconds
    self.milliseconds = milliseconds
  }

  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
  }

  /// ISO 8601, as `2026-03-01T12:00:00.250Z`.
  package var description: String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
    let time = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    let fraction = String(milliseconds + 1000).dropFirst()
    return "\(date)T\(time).\(fraction)Z"
  }

  private func padded(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
