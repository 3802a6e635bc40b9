import Glibc

/// The moment in nanoseconds since 1970 that corresponds to one of the clock that latencies are
/// measured by.
package struct UnixTime: Sendable {
  private let now: ContinuousClock.Instant
  private let nanoseconds: Int64

  /// Relates the clocks as they are now.
  package init() {
    now = .now
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    nanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The moment of another instant of that clock.
  package subscript(_ instant: ContinuousClock.Instant) -> UInt64 {
    let (seconds, attoseconds) = instant.duration(to: now).components
    return UInt64(clamping: nanoseconds - seconds * 1_000_000_000 - attoseconds / 1_000_000_000)
  }
}
