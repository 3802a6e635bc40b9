/// The series of one name, which differ in their labels.
struct MetricFamily: Sendable {
  enum Kind: String { case counter, gauge, histogram }

  let name: String
  let kind: Kind
  let help: String
  var series: [[MetricLabel]: any MetricSeries] = [:]

  func write(into text: inout String) {
    guard !series.isEmpty else { return }
    text += "# HELP \(name) \(escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    for (labels, one) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      one.write(name: name, labels: labels, into: &text)
    }
  }
}

/// A label of a series and its value.
struct MetricLabel: Hashable, Comparable, Sendable {
  let name: String
  let value: String

  static func < (one: Self, other: Self) -> Bool {
    (one.name, one.value) < (other.name, other.value)
  }
}

enum MetricName {
  /// The name with each character that Prometheus does not allow as an underscore.
  static func sanitized(_ name: String) -> String {
    let isClean = name.utf8.allSatisfy(isAllowed) && !startsWithDigit(name)
    if isClean { return name }
    let characters = name.unicodeScalars.map { scalar in
      scalar.isASCII && isAllowed(UInt8(scalar.value)) ? Character(scalar) : "_"
    }
    return (startsWithDigit(name) || name.isEmpty ? "_" : "") + String(characters)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func startsWithDigit(_ name: String) -> Bool {
    name.utf8.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }
}

/// Writes one sample: the name, its labels in braces, and the value.
func writeSample(
  _ name: String, _ labels: [MetricLabel], _ value: Double, into text: inout String
) {
  text += name
  if !labels.isEmpty {
    text += "{"
    for (index, label) in labels.enumerated() {
      if index > 0 { text += "," }
      text += "\(label.name)=\"\(escaped(label.value, quotes: true))\""
    }
    text += "}"
  }
  text += " \(number(value))\n"
}

/// A number as Prometheus spells it.
func number(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
  if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
  return "\(value)"
}

private func escaped(_ text: String, quotes: Bool) -> String {
  guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\"" where quotes: result += "\\\""
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
