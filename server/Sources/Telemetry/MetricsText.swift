/// How metrics are written.
package enum MetricsForm: Sendable {
  /// Prometheus' text format 0.0.4.
  case prometheus
  /// OpenMetrics 1.0, which has exemplars.
  case openMetrics

  /// The one that a scraper asks for.
  ///
  /// - Parameter accept: its field `Accept`.
  package init(accept: String?) {
    self = accept?.contains("application/openmetrics-text") == true ? .openMetrics : .prometheus
  }

  /// What HTTP calls it.
  package var contentType: String {
    switch self {
    case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }
}

/// A value that was measured within a trace, so that whoever sees the metric can look at one.
struct Exemplar: Sendable {
  /// The trace in 32 hexadecimal digits.
  var trace: String
  var value: Double
  /// In seconds since 1970.
  var time: Double
}

/// Metrics as they are written.
struct MetricsText {
  private(set) var text = ""
  private let form: MetricsForm

  init(_ form: MetricsForm) { self.form = form }

  /// Begins the samples of a name.
  mutating func family(_ name: String, _ kind: MetricFamily.Kind, _ help: String) {
    // OpenMetrics names a counter without what its samples end with.
    let isCounter = form == .openMetrics && kind == .counter && name.hasSuffix(total)
    let family = isCounter ? String(name.dropLast(total.count)) : name
    text += "# HELP \(family) \(escaped(help, quotes: form == .openMetrics))\n"
    text += "# TYPE \(family) \(kind.rawValue)\n"
  }

  /// What the samples of a name are called.
  func sampleName(_ name: String, _ kind: MetricFamily.Kind) -> String {
    form == .openMetrics && kind == .counter && !name.hasSuffix(total) ? name + total : name
  }

  /// Writes one sample: the name, its labels in braces, and the value.
  mutating func sample(
    _ name: String, _ labels: [MetricLabel], _ value: Double, exemplar: Exemplar? = nil
  ) {
    text += name
    if !labels.isEmpty { write(labels) }
    text += " \(number(value))"
    if form == .openMetrics, let exemplar {
      text += " # "
      write([MetricLabel(name: "trace_id", value: exemplar.trace)])
      text += " \(number(exemplar.value)) \(exemplar.time)"
    }
    text += "\n"
  }

  /// The upper bound of a bucket.
  func bound(_ value: Double) -> String {
    form == .openMetrics && value.isFinite ? "\(value)" : number(value)
  }

  /// The whole text, with the end that its form has.
  consuming func finished() -> String { form == .openMetrics ? text + "# EOF\n" : text }

  private mutating func write(_ labels: [MetricLabel]) {
    text += "{"
    for (index, label) in labels.enumerated() {
      if index > 0 { text += "," }
      text += "\(label.name)=\"\(escaped(label.value, quotes: true))\""
    }
    text += "}"
  }
}

private let total = "_total"

/// A number as Prometheus spells it.
private func number(_ value: Double) -> String {
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
