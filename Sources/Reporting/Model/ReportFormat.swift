import Diagnostics

/// The forms that a report can take, by the names that `--format` knows them by.
package enum ReportFormat: String, Sendable, CaseIterable {
  /// Lines for people.
  case text
  /// The versioned schema of this tool.
  case json
  /// SARIF 2.1.0, for code scanning services and editors.
  case sarif
  /// JUnit XML, for the test reports of CI services.
  case junit
  /// GitHub Actions workflow commands, which become annotations.
  case github
  /// GitLab's code quality report.
  case gitlab
  /// A comment for a pull request.
  case markdown
}

/// How a report for people looks.
package struct StyleOptions: Hashable, Sendable {
  /// Whether ANSI escape sequences set colours; only ``ReportFormat/text`` has any.
  package var color: Bool

  package init(color: Bool = false) { self.color = color }
}

extension Report {
  /// The report in `format`, with a final line feed.
  ///
  /// The bytes depend on the report and on `style` alone: no clock, no host name, no terminal.
  package func bytes(as format: ReportFormat, style: StyleOptions = StyleOptions()) -> [UInt8] {
    switch format {
    case .text: TextFormat.bytes(of: self, style: style)
    case .json: JSONFormat.bytes(of: self)
    case .sarif: SARIFFormat.bytes(of: self)
    case .junit: JUnitFormat.bytes(of: self)
    case .github: GitHubFormat.bytes(of: self)
    case .gitlab: GitLabFormat.bytes(of: self)
    case .markdown: MarkdownFormat.bytes(of: self)
    }
  }
}

extension [Diagnostic] {
  /// The findings as lines for people, in report order, without coverage or count.
  package func text(style: StyleOptions = StyleOptions()) -> [UInt8] {
    TextFormat.bytes(of: inReportOrder(), style: style)
  }
}
