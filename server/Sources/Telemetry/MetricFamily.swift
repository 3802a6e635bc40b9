/// The series of one name, which differ in their labels.
struct MetricFamily: Sendable {
  enum Kind: String { case counter, gauge, histogram }

  let name: String
  let kind: Kind
  let help: String
  var series: [[MetricLabel]: any MetricSeries] = [:]

  func write(into text: inout MetricsText) {
    guard !series.isEmpty else { return }
    text.family(name, kind, help)
    for (labels, one) in series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      one.write(name: text.sampleName(name, kind), labels: labels, into: &text)
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
