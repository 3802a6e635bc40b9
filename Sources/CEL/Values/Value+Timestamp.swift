import Values

extension Value {
  /// The first second that the specification allows: the beginning of year 1.
  static let earliestTimestamp = Timestamp(seconds: -62_135_596_800)
  /// The last second that the specification allows: the end of year 9999.
  private static let latestSecond: Int64 = 253_402_300_799

  /// The time as a value; nil outside the range that the specification allows.
  static func timestamp(checking time: Timestamp) -> Value? {
    (earliestTimestamp.seconds...latestSecond).contains(time.seconds) ? .timestamp(time) : nil
  }

  /// The time that a text names in RFC 3339; nil for any other text, and outside the range.
  package static func timestamp(reading text: String) -> Value? {
    Timestamp(text).flatMap { timestamp(checking: $0) }
  }
}

extension Duration {
  /// Seconds in decimals with `s`, as `string()` prints a duration.
  var secondsText: String { formatDecimal(inSeconds) + "s" }
}
