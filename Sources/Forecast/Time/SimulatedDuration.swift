/// A span of the virtual clock, in microseconds.
package struct SimulatedDuration: Hashable, Comparable, Sendable {
  /// Microseconds, never negative.
  package let microseconds: Int

  /// A span in seconds, rounded to a microsecond; a negative one is none.
  package init(seconds: Double) {
    microseconds = Int((min(max(seconds, 0), 1e12) * 1e6).rounded())
  }

  /// No time at all.
  package static let zero = SimulatedDuration(seconds: 0)

  /// The span in seconds.
  package var seconds: Double { Double(microseconds) / 1e6 }

  package static func < (left: SimulatedDuration, right: SimulatedDuration) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension SimulatedTime {
  static func + (time: SimulatedTime, span: SimulatedDuration) -> SimulatedTime {
    SimulatedTime(microseconds: time.microseconds + span.microseconds)
  }
}
