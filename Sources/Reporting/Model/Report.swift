package import Diagnostics
package import Pages

/// All that one run has to say, in the order that every format keeps.
///
/// The order depends on the findings alone: by path, place, rule and message, with the findings that
/// no file is to blame for at the end. The same findings give the same bytes, however many threads
/// found them.
///
/// A finding that shares a line with one that hides its source hides its own as well, so that no
/// format shows by one finding what another keeps back.
package struct Report: Sendable {
  /// In the order of the report.
  package let findings: [Diagnostic]
  /// Those that code hosts show at their lines: all, or those on the lines of a change.
  package let annotated: [Diagnostic]
  /// What somebody allows, in the same order.
  package let exempted: [Diagnostic]
  /// What the run looked at.
  package let coverage: Coverage
  /// What made the report.
  package let tool: ToolIdentity
  /// What is known of the rules beyond their names; a rule without an entry is named only.
  package let rules: [RuleSummary]
  /// Whether people are shown findings of one cause as one, and which rules have the most.
  package let groupsCauses: Bool
  /// What a page shows before the findings, and behind them.
  package var chapters: (before: [Page.Chapter], after: [Page.Chapter]) = ([], [])
  private let counts: [Severity: Int]

  /// - Parameters:
  ///   - exempted: findings with the reason why they are allowed.
  ///   - annotates: whether code hosts are to show what is found at a place; nil for every place.
  package init(
    findings: [Diagnostic], exempted: [Diagnostic] = [], coverage: Coverage, tool: ToolIdentity,
    rules: [RuleSummary] = [], groupsCauses: Bool = false,
    annotating annotates: ((Location) -> Bool)? = nil
  ) {
    // Together, since one may stand on a line that another hides.
    let shown = (findings + exempted).withoutSecrets().inReportOrder()
    self.findings = shown.filter { $0.exemption == nil }
    annotated = self.findings.filter { finding in
      finding.primary.flatMap { annotates?($0) } ?? true
    }
    self.exempted = shown.filter { $0.exemption != nil }
    self.coverage = coverage
    self.tool = tool
    self.rules = rules
    self.groupsCauses = groupsCauses
    counts = Dictionary(findings.map { ($0.severity, 1) }, uniquingKeysWith: +)
  }

  /// How many findings have this severity.
  package func count(of severity: Severity) -> Int { counts[severity, default: 0] }
}

/// What made a report, and whose behaviour it answers for.
package struct ToolIdentity: Hashable, Sendable {
  /// The program's name.
  package var name: String
  /// The program's version.
  package var version: String
  /// The release of Kubernetes whose API server gives the same verdicts, as `1.36`.
  package var kubernetesVersion: String
  /// The release of Kustomize that renders the same bytes, as `5.8`.
  package var kustomizeVersion: String

  package init(
    name: String = "sluice", version: String, kubernetesVersion: String, kustomizeVersion: String
  ) {
    self.name = name
    self.version = version
    self.kubernetesVersion = kubernetesVersion
    self.kustomizeVersion = kustomizeVersion
  }
}

/// What a rule checks, for the formats that describe rules beside their findings.
package struct RuleSummary: Hashable, Sendable {
  /// The rule's id.
  package var id: RuleID
  /// One sentence.
  package var summary: String
  /// Why the rule exists and what to do, in sentences.
  package var explanation: String?

  package init(_ id: RuleID, summary: String, explanation: String? = nil) {
    self.id = id
    self.summary = summary
    self.explanation = explanation
  }
}
