/// A moment of the virtual clock, in microseconds from the moment that a scenario calls zero.
///
/// The API keeps whole seconds, so what controllers compute from a stored time starts from
/// ``wholeSeconds``.
package struct SimulatedTime: Hashable, Comparable, Sendable {
  /// Microseconds; negative before the scenario begins.
  package let microseconds: Int

  /// A moment that many microseconds from zero.
  package init(microseconds: Int) { self.microseconds = microseconds }

  /// A moment in seconds, rounded to a microsecond; the clock is bounded at about 30,000 years.
  package init(seconds: Double) {
    microseconds = Int((min(max(seconds, -1e12), 1e12) * 1e6).rounded())
  }

  /// The moment from which scenarios count.
  package static let zero = SimulatedTime(microseconds: 0)

  /// The moment in seconds.
  package var seconds: Double { Double(microseconds) / 1e6 }

  /// The moment as a field of the API holds it: metav1.Time has no fractions of a second.
  var wholeSeconds: SimulatedTime {
    let rest = microseconds % 1_000_000
    return SimulatedTime(microseconds: microseconds - (rest < 0 ? rest + 1_000_000 : rest))
  }

  /// The moment `seconds` later.
  func adding(seconds: Int) -> SimulatedTime {
    SimulatedTime(microseconds: microseconds + seconds * 1_000_000)
  }

  /// The moment `milliseconds` later.
  func adding(milliseconds: Int) -> SimulatedTime {
    SimulatedTime(microseconds: microseconds + milliseconds * 1_000)
  }

  package static func < (left: SimulatedTime, right: SimulatedTime) -> Bool {
    left.microseconds < right.microseconds
  }
}
