import Diagnostics
import Display

/// The report as workflow commands, which GitHub Actions turns into annotations of a pull request.
///
/// One command a line: `::error file=…,line=…,col=…,title=…::message`. The service shows ten errors and
/// ten warnings of a step and drops the others, so that where causes are grouped, each has one.
enum GitHubFormat {
  /// The report with a final line feed.
  static func text(of report: Report) -> MachineText {
    var commands: WorkflowCommands = ""
    var positions = SourcePositions()
    for group in report.annotatedGroups {
      let finding = group.first
      commands += "::\(finding.severity.command) "
      if let location = finding.primary {
        commands += properties(of: location, at: positions.place(location))
      }
      commands += "title=\(property: finding.rule.text)::\(finding.message)"
      for line in positions.explanation(of: finding) { commands += "%0A\(line)" }
      if let remark = group.remark(at: &positions) {
        commands += "%0A\(remark.name): \(remark.value)"
      }
      commands += "\n"
    }
    if let advice = report.advice {
      commands += "::notice title=findings::\(advice.title)"
      for (name, value) in advice.items { commands += "%0A\(name): \(value)" }
      commands += "\n"
    }
    commands += "::notice title=coverage::\(report.coverage.sentence)%0A\(report.tally)\n"
    return commands.finished()
  }

  private static func properties(
    of location: Location, at place: SourcePositions.Place
  ) -> WorkflowCommands {
    let (start, end) = (place.start, place.end)
    var properties: WorkflowCommands =
      "file=\(property: location.file.path),line=\(start.line),endLine=\(end.line),col=\(start.column),"
    // Columns of an end on another line are not understood.
    if start.line == end.line { properties += "endColumn=\(end.column)," }
    return properties
  }
}

extension Severity {
  fileprivate var command: WorkflowCommands {
    switch self {
    case .note: "notice"
    case .warning: "warning"
    case .error: "error"
    }
  }
}
