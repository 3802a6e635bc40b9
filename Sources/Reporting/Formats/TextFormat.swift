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
    if report.groupsCauses { format.writeAdvice(report) }
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
    guard !group.others.isEmpty else { return }
    var places: [String] = []
    for finding in group.others where places.count < 5 {
      let place = shownPlace(of: finding)
      if place != shownPlace(of: group.first), !places.contains(place) { places.append(place) }
    }
    if places.count == 5 { places[4] = "…" }
    writeDetail(
      "and \(group.others.count) more like it",
      places.isEmpty ? "at the same place" : places.joined(separator: ", "))
  }

  private mutating func shownPlace(of finding: Diagnostic) -> String {
    guard let location = finding.primary else { return finding.object ?? finding.message }
    let start = positions.place(location).start
    return "\(location.file.path):\(start.line):\(start.column)"
  }

  private mutating func writeAdvice(_ report: Report) {
    let rules = report.mostFrequentRules
    guard !rules.isEmpty else { return }
    text += "rules with the most findings, each of which may be `error` or `off` under checks: in "
    text += "pipeline.yaml:\n"
    for (rule, count) in rules { writeDetail(rule.text, counted(count, "finding")) }
    writeDetail("--full", "shows each finding; `sluice explain RULE` says what a rule wants")
    guard !report.coverage.builtInPolicies.isEmpty else { return }
    writeDetail(
      "built-in policies",
      "warn; `sluice policies list` names them, `sluice policies export DIR` writes them to be changed"
    )
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
