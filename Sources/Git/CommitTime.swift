internal import Glibc

/// A moment as commits store it: seconds since 1970 and the writer's distance from UTC.
package struct CommitTime: Hashable, Sendable {
  /// Since 1970, in UTC.
  package var seconds: Int64
  /// In minutes, positive east of Greenwich.
  package var offset: Int

  /// A moment, seen from a distance from UTC in minutes.
  package init(seconds: Int64, offset: Int) {
    self.seconds = seconds
    self.offset = offset
  }

  /// This moment, here.
  package static func now() -> CommitTime {
    let seconds = time(nil)
    return CommitTime(seconds: Int64(seconds), offset: localOffset(at: seconds))
  }

  /// The form of commit objects: `1700000000 +0200`.
  package var text: String {
    let minutes = abs(offset)
    let digits = String(10_000 + minutes / 60 * 100 + minutes % 60).dropFirst()
    return "\(seconds) \(offset < 0 ? "-" : "+")\(digits)"
  }

  private static func localOffset(at seconds: time_t) -> Int {
    var moment = seconds
    var local = unsafe tm()
    guard unsafe localtime_r(&moment, &local) != nil else { return 0 }
    return unsafe local.tm_gmtoff / 60
  }
}

extension CommitTime {
  /// Reads `GIT_AUTHOR_DATE` and its like in the forms that git-commit(1) documents.
  ///
  /// These are `1700000000 +0200` (also after `@`), ISO 8601, and RFC 2822.
  init?(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard
      let time = Self.internalFormat(words) ?? Self.iso8601(words) ?? Self.rfc2822(words)
    else { return nil }
    self = time
  }

  private static func internalFormat(_ words: [String]) -> CommitTime? {
    guard let first = words.first, words.count <= 2 else { return nil }
    let isMarked = first.hasPrefix("@")
    let digits = isMarked ? String(first.dropFirst()) : first
    // Fewer digits are a date, as in git.
    guard let seconds = Int64(digits), isMarked || digits.utf8.count >= 9 else { return nil }
    guard words.count == 2 else { return CommitTime(seconds: seconds, offset: 0) }
    return offset(words[1]).map { CommitTime(seconds: seconds, offset: $0) }
  }

  private static func iso8601(_ words: [String]) -> CommitTime? {
    var words = words
    if words.count == 1, let separator = words[0].firstIndex(of: "T") {
      words = [
        String(words[0][..<separator]), String(words[0][words[0].index(after: separator)...]),
      ]
    }
    guard words.count == 2 || words.count == 3 else { return nil }
    let date = numbers(words[0], separatedBy: words[0].contains(".") ? "." : "-")
    guard date.count == 3 else { return nil }
    var clock = words[1]
    var zone = words.count == 3 ? words[2] : nil
    if zone == nil, let start = clock.firstIndex(where: { "Z+-".contains($0) }) {
      zone = String(clock[start...])
      clock = String(clock[..<start])
    }
    return make(date[0], date[1], date[2], clock, zone)
  }

  private static func rfc2822(_ words: [String]) -> CommitTime? {
    var words = words
    if let first = words.first, first.hasSuffix(",") { words.removeFirst() }
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard words.count == 4 || words.count == 5, let day = Int(words[0]),
      let month = months.firstIndex(of: words[1]), let year = Int(words[2])
    else { return nil }
    return make(year, month + 1, day, words[3], words.count == 5 ? words[4] : nil)
  }

  private static func make(
    _ year: Int, _ month: Int, _ day: Int, _ clock: String, _ zone: String?
  ) -> CommitTime? {
    let time = numbers(String(clock.prefix { $0 != "." }), separatedBy: ":")
    guard time.count == 3, (1...12).contains(month), (1...31).contains(day) else { return nil }
    var parts = unsafe tm()
    unsafe parts.tm_year = Int32(clamping: year - 1900)
    unsafe parts.tm_mon = Int32(month - 1)
    unsafe parts.tm_mday = Int32(day)
    unsafe parts.tm_hour = Int32(clamping: time[0])
    unsafe parts.tm_min = Int32(clamping: time[1])
    unsafe parts.tm_sec = Int32(clamping: time[2])
    unsafe parts.tm_isdst = -1
    guard let zone else {
      let seconds = unsafe mktime(&parts)
      return CommitTime(seconds: Int64(seconds), offset: localOffset(at: seconds))
    }
    guard let offset = offset(zone) else { return nil }
    return CommitTime(seconds: Int64(unsafe timegm(&parts)) - Int64(offset) * 60, offset: offset)
  }

  private static func offset(_ text: String) -> Int? {
    if text == "Z" || text == "GMT" || text == "UTC" { return 0 }
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard digits.utf8.count == 4, let number = Int(digits) else { return nil }
    return (sign == "-" ? -1 : 1) * (number / 100 * 60 + number % 100)
  }

  private static func numbers(_ text: String, separatedBy separator: Character) -> [Int] {
    let parts = text.split(separator: separator)
    let numbers = parts.compactMap { Int($0) }
    return numbers.count == parts.count ? numbers : []
  }
}
