/// The findings about one file, in the order in which they are made, so that one mistake does not
/// hide the next.
///
/// The readers of the parts of a file share one log; it stays on the task that made it.
package final class FindingLog {
  /// What was found so far.
  package private(set) var findings: [Diagnostic]

  /// - Parameter findings: what was found before, which comes first.
  package init(_ findings: [Diagnostic] = []) { self.findings = findings }

  /// Whether one of the findings is an error.
  package var hasErrors: Bool { findings.contains { $0.severity == .error } }

  /// Notes a finding.
  package func add(_ finding: Diagnostic) { findings.append(finding) }

  /// Notes findings in their order.
  package func add(_ findings: [Diagnostic]) { self.findings += findings }

  /// Notes an error.
  package func error(
    _ rule: RuleID, _ message: String, at location: Location?, related: [Label] = [],
    help: String? = nil
  ) {
    add(
      Diagnostic(
        rule: rule, severity: .error, message: message, primary: location, related: related,
        help: help))
  }
}
