import Values

/// Why Go cannot read a time that is to follow RFC 3339, in its words.
///
/// Follows `time.Parse` of Go: element by element of the layout, each with the fault that it finds.
struct TimeFault {
  private let text: String
  private let layout: String
  private var rest: Substring.UTF8View
  private var message: String?

  /// - Parameter fraction: whether the layout has six digits after the seconds.
  /// - Returns: nil where the time can be read.
  static func message(in text: String, fraction: Bool) -> String? {
    var fault = TimeFault(text, fraction: fraction)
    fault.read(fraction: fraction)
    return fault.message
  }

  private init(_ text: String, fraction: Bool) {
    self.text = text
    layout = "2006-01-02T15:04:05\(fraction ? ".000000" : "")Z07:00"
    rest = text[...].utf8
  }

  private mutating func read(fraction: Bool) {
    guard let year = number(4, "2006"), literal("-"),
      let month = number(2, "01", in: 1...12, "month"), literal("-"),
      let day = number(2, "02"), literal("T"), number(2, "15", in: 0...23, "hour") != nil,
      literal(":"), number(2, "04", in: 0...59, "minute") != nil, literal(":"),
      number(2, "05", in: 0...59, "second") != nil
    else { return }
    if fraction {
      guard self.fraction() else { return }
    } else {
      skipFraction()
    }
    guard zone() else { return }
    if !rest.isEmpty {
      message = "parsing time \(text.timeQuoted): extra text: \((String(rest) ?? "").timeQuoted)"
    } else if !(1...Self.days(of: month, in: year)).contains(day) {
      message = "parsing time \(text.timeQuoted): day out of range"
    }
  }

  private static func days(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // MARK: Elements

  private mutating func literal(_ character: Character) -> Bool {
    if let first = rest.first, first == character.asciiValue {
      rest = rest.dropFirst()
      return true
    }
    return fails(at: rest, String(character))
  }

  private mutating func number(_ digits: Int, _ element: String) -> Int? {
    let start = rest
    let taken = rest.prefix(digits)
    guard taken.count == digits, taken.allSatisfy(\.isDigit),
      let value = String(taken).flatMap({ Int($0) })
    else {
      _ = fails(at: start, element)
      return nil
    }
    rest = rest.dropFirst(digits)
    return value
  }

  private mutating func number(
    _ digits: Int, _ element: String, in range: ClosedRange<Int>, _ name: String
  ) -> Int? {
    guard let value = number(digits, element) else { return nil }
    guard range.contains(value) else {
      message = "parsing time \(text.timeQuoted): \(name) out of range"
      return nil
    }
    return value
  }

  /// Exactly six digits after a point or comma.
  private mutating func fraction() -> Bool {
    let taken = rest.prefix(7)
    guard taken.count == 7, taken.first?.isDecimalMark == true,
      taken.dropFirst().allSatisfy(\.isDigit)
    else { return fails(at: rest, ".000000") }
    rest = rest.dropFirst(7)
    return true
  }

  /// A fraction that the layout does not ask for is read all the same.
  private mutating func skipFraction() {
    guard rest.first?.isDecimalMark == true, rest.dropFirst().first?.isDigit == true else {
      return
    }
    rest = rest.dropFirst()
    rest = rest.drop(while: \.isDigit)
  }

  private mutating func zone() -> Bool {
    let start = rest
    if rest.first == UInt8(ascii: "Z") {
      rest = rest.dropFirst()
      return true
    }
    let taken = Array(rest.prefix(6))
    guard taken.count == 6, taken[3] == UInt8(ascii: ":"),
      taken[0] == UInt8(ascii: "+") || taken[0] == UInt8(ascii: "-"),
      let hours = Int(String(decoding: taken[1...2], as: UTF8.self)),
      let minutes = Int(String(decoding: taken[4...5], as: UTF8.self)),
      (taken[1...2] + taken[4...5]).allSatisfy(\.isDigit)
    else { return fails(at: start, "Z07:00") }
    guard hours <= 24, minutes <= 60 else {
      let part = hours > 24 ? "hour" : "minute"
      message = "parsing time \(text.timeQuoted): time zone offset \(part) out of range"
      return false
    }
    rest = rest.dropFirst(6)
    return true
  }

  private mutating func fails(at place: Substring.UTF8View, _ element: String) -> Bool {
    message =
      "parsing time \(text.timeQuoted) as \(layout.timeQuoted): cannot parse "
      + "\(String(place)?.timeQuoted ?? "\"\"") as \(element.timeQuoted)"
    return false
  }
}

extension UInt8 {
  fileprivate var isDecimalMark: Bool { self == UInt8(ascii: ".") || self == UInt8(ascii: ",") }
}

extension String {
  /// The text in double quotes as Go's package `time` writes it: bytes beyond ASCII are escaped.
  fileprivate var timeQuoted: String {
    var result = "\""
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        result += "\\\(Character(Unicode.Scalar(byte)))"
      case 0x20..<0x80: result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "\\x" + byte.hexadecimal(width: 2)
      }
    }
    return result + "\""
  }
}
