import Diagnostics
import Display

/// The report for people.
///
/// A finding is one line that terminals and editors can follow, `path:line:col: error: sentence
/// [rule]`, then the source line with a mark, then a line for each place that explains it, then what
/// it is about and what to do. The coverage and a count come last.
struct TextFormat {
  private var text = Shown()
  private var positions = SourcePositions()

  /// The report with a final line feed.
  static func text(of report: Report) -> Shown {
    var format = TextFormat()
    for group in report.groups { format.write(group) }
    if !report.findings.isEmpty { format.text += "\n" }
    if let advice = report.advice { format.write(advice) }
    format.text += "coverage: \(report.coverage.sentence)\n"
    for (name, items) in report.coverage.shortcomings {
      format.writeDetail(name, items.joined(separator: ", "))
    }
    format.text += "\(report.tally)\n"
    return format.text
  }

  /// The findings alone, for a run that has no report to make.
  static func text(of findings: [Diagnostic]) -> Shown {
    var format = TextFormat()
    for finding in findings { format.write(finding) }
    return format.text
  }

  private mutating func write(_ group: FindingGroup) {
    write(group.first)
    if let remark = group.remark(at: &positions) { writeDetail(remark.name, remark.value) }
  }

  private mutating func write(
    _ advice: (title: String, items: [(name: String, value: String)])
  ) {
    text += "\(advice.title):\n"
    for (name, value) in advice.items { writeDetail(name, value) }
  }

  private mutating func write(_ finding: Diagnostic) {
    if let location = finding.primary { writePlace(location) }
    let severity = finding.severity
    text += "\("\(severity.rawValue): ", .severity(severity))\("\(finding.message)", .bold)"
    text += "\(" [\(finding.rule.text)]", .dim)\n"
    if let location = finding.primary {
      if finding.hidesSource {
        text += "      | (source not shown: it may hold a secret)\n"
      } else {
        writeExcerpt(of: location, severity: severity)
      }
    }
    for label in finding.related { write(label) }
    for detail in finding.details { writeDetail(detail.name, detail.value) }
  }

  private mutating func write(_ label: Label) {
    if let location = label.location { writePlace(location) } else { text += "  " }
    text += "\("note: ", .severity(.note))\(label.message)\n"
  }

  /// Writes `path:line:col: `.
  private mutating func writePlace(_ location: Location) {
    text += "\("\(positions.shown(location)):", .bold) "
  }

  private mutating func writeExcerpt(of location: Location, severity: Severity) {
    guard let excerpt = positions.excerpt(of: location) else { return }
    let number: Shown = "\(excerpt.lineNumber)"
    text += "\(.spaces(5 - number.byteCount))\(number) | \(excerpt.text)\n"
    text += "\(.spaces(max(5, number.byteCount))) | \(.spaces(excerpt.indentation))"
    text += "\(excerpt.mark, .severity(severity))\n"
  }

  private mutating func writeDetail(_ name: String, _ value: String) {
    text += "  \("\(name): ", .dim)\(value)\n"
  }
}
