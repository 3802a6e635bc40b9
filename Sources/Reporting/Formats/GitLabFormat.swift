import Diagnostics
import Display

/// The report as GitLab's code quality artifact: a list of issues in Code Climate's form.
///
/// The format has no room for coverage. A finding that no file is to blame for is placed at the root,
/// because the service drops issues without a path. Each finding is an issue, also where causes are
/// grouped for people: the service tells what a merge request adds by the issues of both sides.
enum GitLabFormat {
  /// The report with a final line feed.
  static func text(of report: Report) -> MachineText {
    var positions = SourcePositions()
    var json = JSONWriter()
    json.array(.lines) { json in
      for (finding, fingerprint) in zip(report.annotated, report.annotated.fingerprints) {
        json.object { json in
          json.member("description", finding.message + finding.ofReleases)
          json.member("check_name", finding.rule.text)
          json.member("fingerprint", fingerprint)
          json.member("severity", finding.severity.codeQualityLevel)
          json.member("location") { json in
            json.member("path", finding.primary?.file.path ?? ".")
            json.member("lines") { json in
              json.member("begin", finding.primary.map { positions.place($0).start.line } ?? 1)
            }
          }
        }
      }
    }
    return json.finished()
  }
}

extension Diagnostic {
  /// For which releases the finding is, behind its sentence: the form has no other place for it.
  fileprivate var ofReleases: String {
    releases.isEmpty ? "" : " (Kubernetes \(releases.joined(separator: ", ")))"
  }
}

extension Severity {
  /// The level of the five that the service knows: info, minor, major, critical, blocker.
  fileprivate var codeQualityLevel: String {
    switch self {
    case .note: "info"
    case .warning: "minor"
    case .error: "critical"
    }
  }
}
