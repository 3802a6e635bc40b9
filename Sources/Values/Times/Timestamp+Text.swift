extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC, with as many decimals as the nanoseconds need.
  package var description: String {
    guard nanoseconds != 0 else { return textInSeconds }
    var fraction = nanoseconds.padded(to: 9)
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(dateAndTime).\(fraction)Z"
  }

  /// RFC 3339 in UTC, without a fraction: Time of meta/v1.
  package var textInSeconds: String { "\(dateAndTime)Z" }

  /// RFC 3339 in UTC with six decimals: MicroTime of meta/v1.
  package var textInMicroseconds: String {
    "\(dateAndTime).\((nanoseconds / 1_000).padded(to: 6))Z"
  }

  private var dateAndTime: String {
    let time = civil()
    let date = "\(time.year.padded(to: 4))-\(time.month.padded(to: 2))-\(time.day.padded(to: 2))"
    let (hour, minute) = (time.hour.padded(to: 2), time.minute.padded(to: 2))
    return "\(date)T\(hour):\(minute):\(time.second.padded(to: 2))"
  }

  /// Reads RFC 3339 with a capital T and a capital Z or an offset, as Go's time.Parse does.
  ///
  /// Digits of a fraction past the ninth are cut. Nil for any other form.
  package init?(_ text: String) {
    var reader = Reader(text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), reader.take("T"),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      reader.take(":"), let second = reader.number(2),
      (1...12).contains(month), (1...CivilTime.daysInMonth(month, year: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var nanoseconds = 0
    if reader.take(".") || reader.take(",") {
      guard let fraction = reader.fraction() else { return nil }
      nanoseconds = fraction
    }
    guard let offset = reader.offset(), reader.isAtEnd else { return nil }
    let days = CivilTime.days(year: year, month: month, day: day)
    let timeOfDay = Int64(hour * 3_600 + minute * 60 + second - offset)
    self.init(seconds: days * 86_400 + timeOfDay, nanoseconds: Int32(nanoseconds))
  }
}

/// Takes the fixed fields of a date from the front of a text.
private struct Reader {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) { rest = Array(text.utf8)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: scalar) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func digit() -> Int? {
    guard let first = rest.first, first.isDigit else { return nil }
    rest.removeFirst()
    return Int(first - UInt8(ascii: "0"))
  }

  /// A number of exactly that many digits.
  mutating func number(_ width: Int) -> Int? {
    var result = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      result = result * 10 + digit
    }
    return result
  }

  /// The digits behind a decimal point as nanoseconds.
  mutating func fraction() -> Int? {
    guard var result = digit() else { return nil }
    var count = 1
    while let digit = digit() {
      if count < 9 { result = result * 10 + digit }
      count += 1
    }
    for _ in min(count, 9)..<9 { result *= 10 }
    return result
  }

  /// Seconds east of UTC.
  ///
  /// Go takes an offset of 24 hours and one of 60 minutes.
  mutating func offset() -> Int? {
    if take("Z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2),
      hours <= 24, minutes <= 60
    else { return nil }
    return (isWest ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }
}
