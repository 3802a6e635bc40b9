package import Values

extension Duration {
  /// A span in seconds, rounded to a microsecond; a negative one is none.
  package init(seconds: Double) {
    self.init(nanoseconds: Int64((min(max(seconds, 0), 9e9) * 1e6).rounded()) * 1_000)
  }
}

extension SimulatedTime {
  /// The moment after a span, to a microsecond.
  static func + (time: SimulatedTime, span: Duration) -> SimulatedTime {
    SimulatedTime(microseconds: time.microseconds + Int(span.nanoseconds / 1_000))
  }
}
