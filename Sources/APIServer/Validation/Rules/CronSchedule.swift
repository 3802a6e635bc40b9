/// The grammar of schedules: five fields of numbers, ranges, steps and names, or a descriptor.
enum CronSchedule {
  private struct Bounds {
    let lower: Int
    let upper: Int
    let names: [String]
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
  private static let bounds = [
    Bounds(lower: 0, upper: 59, names: []), Bounds(lower: 0, upper: 23, names: []),
    Bounds(lower: 1, upper: 31, names: []), Bounds(lower: 1, upper: 12, names: months),
    Bounds(lower: 0, upper: 6, names: days),
  ]

  /// What is wrong with a schedule, in the server's words; nil when nothing is.
  static func fault(in schedule: String) -> String? {
    var text = Substring(schedule)
    if text.hasPrefix("TZ=") || text.hasPrefix("CRON_TZ=") {
      guard let space = text.firstIndex(of: " ") else { return "provided bad location" }
      let zone = text[..<space].drop { $0 != "=" }.dropFirst()
      guard TimeZoneName.isKnown(String(zone)) else {
        return "provided bad location \(zone): unknown time zone \(zone)"
      }
      text = text[space...].drop { $0 == " " }
    }
    if text.hasPrefix("@") { return descriptorFault(String(text)) }
    let fields = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard fields.count == 5 else {
      return
        "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
    }
    for (field, bounds) in zip(fields, bounds) {
      if let fault = fault(in: field, bounds) { return fault }
    }
    return nil
  }

  private static func descriptorFault(_ text: String) -> String? {
    let known = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
    if known.contains(text) { return nil }
    if text.hasPrefix("@every ") {
      let duration = String(text.dropFirst("@every ".count))
      return GoDuration.isDuration(duration)
        ? nil : "failed to parse duration \(text): time: invalid duration \"\(duration)\""
    }
    return "unrecognized descriptor: \(text)"
  }

  private static func fault(in field: String, _ bounds: Bounds) -> String? {
    for part in field.split(separator: ",") {
      if let fault = rangeFault(String(part), bounds) { return fault }
    }
    return field.split(separator: ",").isEmpty ? "failed to parse int from : " : nil
  }

  /// `number | number "-" number [ "/" number ]`, where `*` and `?` stand for all.
  private static func rangeFault(_ text: String, _ bounds: Bounds) -> String? {
    let steps = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let ends = steps[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    var (start, end) = (bounds.lower, bounds.upper)
    if ends[0] != "*", ends[0] != "?" {
      guard let first = number(ends[0], bounds) else { return numberFault(ends[0]) }
      start = first
      switch ends.count {
      case 1: end = steps.count == 1 ? first : bounds.upper
      case 2:
        guard let last = number(ends[1], bounds) else { return numberFault(ends[1]) }
        end = last
      default: return "too many hyphens: \(text)"
      }
    }
    switch steps.count {
    case 1: break
    case 2:
      guard let step = number(steps[1], Bounds(lower: 0, upper: 0, names: [])) else {
        return numberFault(steps[1])
      }
      if step == 0 { return "step of range should be a positive number: \(text)" }
    default: return "too many slashes: \(text)"
    }
    if start < bounds.lower {
      return "beginning of range (\(start)) below minimum (\(bounds.lower)): \(text)"
    }
    if end > bounds.upper {
      return "end of range (\(end)) above maximum (\(bounds.upper)): \(text)"
    }
    if start > end {
      return "beginning of range (\(start)) beyond end of range (\(end)): \(text)"
    }
    return nil
  }

  private static func number(_ text: String, _ bounds: Bounds) -> Int? {
    if let index = bounds.names.firstIndex(of: text.lowercased()) { return index + bounds.lower }
    guard !text.hasPrefix("+"), let value = Int(text), value >= 0 else { return nil }
    return value
  }

  private static func numberFault(_ text: String) -> String {
    "failed to parse int from \(text): strconv.Atoi: parsing \"\(text)\": invalid syntax"
  }
}

/// Durations as Go writes them: `1h30m`.
enum GoDuration {
  static func isDuration(_ text: String) -> Bool {
    var rest = Substring(text)
    if rest.hasPrefix("-") || rest.hasPrefix("+") { rest = rest.dropFirst() }
    if rest == "0" { return true }
    guard !rest.isEmpty else { return false }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard digits.contains(where: \.isNumber), digits.count(where: { $0 == "." }) <= 1 else {
        return false
      }
      rest = rest.dropFirst(digits.count)
      let units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"]
      let unit = rest.prefix { !$0.isNumber && $0 != "." }
      guard units.contains(String(unit)) else { return false }
      rest = rest.dropFirst(unit.count)
    }
    return true
  }
}
