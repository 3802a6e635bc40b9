import Diagnostics
package import Display

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
  /// A page for a browser.
  case html
}

extension Report {
  /// The report in `format`, with a final line feed.
  ///
  /// It depends on the report alone: no clock, no host name, no terminal. Only ``ReportFormat/text``
  /// has colours.
  package func output(as format: ReportFormat) -> Output {
    switch format {
    case .text: .people(TextFormat.text(of: self))
    case .json: .machine(JSONFormat.text(of: self))
    case .sarif: .machine(SARIFFormat.text(of: self))
    case .junit: .machine(JUnitFormat.text(of: self))
    case .github: .machine(GitHubFormat.text(of: self))
    case .gitlab: .machine(GitLabFormat.text(of: self))
    case .markdown: .people(MarkdownFormat.text(of: self))
    case .html: .machine(HTMLFormat.text(of: self))
    }
  }
}

extension [Diagnostic] {
  /// The findings as lines for people, in report order, without coverage or count.
  package var shown: Shown { TextFormat.text(of: withoutSecrets().inReportOrder()) }
}
