import Admission
package import Diagnostics
package import Environments
package import Kubernetes
package import Kustomize
import Values

/// What a check of a pipeline came to.
package struct CheckResult: Sendable {
  /// Each cause once.
  package var diagnostics: [Diagnostic] = []
  /// What exemptions allow, each cause once, with the reason.
  package var exempted: [Diagnostic] = []
  /// The lines that the change writes, where somebody wants to know.
  package var changedLines: ChangedLines?
  /// Whether something could not be checked at all: a target that does not render, a policy that does
  /// not compile.
  package var isIncomplete: Bool { !gaps.isEmpty }
  /// What was rendered and looked at.
  package var coverage = Coverage()
  /// The releases of the API server whose verdicts these are, in the order in which they were asked.
  package var kubernetesReleases = [Facts.release]

  /// What a check of a later tree may begin with; nil where nobody wants to, or none can.
  package internal(set) var whole: WholeCheck?

  /// What a page shows of each environment, where somebody wants one.
  var pictures: [EnvironmentPicture] = []
  /// The environments side by side, where somebody wants a page.
  var matrix: AppMatrix?
  /// The day of the check.
  var day: CalendarDate?

  /// Whether nobody has yet written which rules count here: no configuration, or no policies.
  package var isFirstRun = false

  /// What could not be checked, told as findings are.
  private(set) var gaps: Set<String> = []

  /// The policies that were asked, those of all environments first.
  var policies: [PolicySet] = []
  /// The names of those policies of which it is told whether they applied, in their order.
  var policyNames: [String] = []

  package init() {}

  /// Whether a finding says that something could not be checked, which nobody can allow.
  package func isGap(_ finding: Diagnostic) -> Bool { gaps.contains(finding.fingerprint) }

  /// Notes what could not be checked, by the findings that say so.
  mutating func addGaps(_ reasons: [Diagnostic]) {
    gaps.formUnion(reasons.map(\.fingerprint))
  }

  /// Notes what could not be checked, by a name that it keeps.
  mutating func addGap(_ name: String) { gaps.insert(name) }

  /// The result without what another one has too: its findings, which are counted, and what could not
  /// be checked there either.
  ///
  /// Findings are told by their identity, which no line number is part of; of those that are alike in it
  /// as many are old as there were, so that mending one makes no other new and one more than before is.
  /// A secret is told by itself, so that one that moves is not new and one that takes the place of
  /// another is. A finding whose file moved is told as if it had not. Those of changes are about the
  /// change itself and stay.
  ///
  /// - Parameter trees: all files before and after, where both are known.
  package func withoutFindings(
    of before: CheckResult, between trees: (then: any FileTree, now: any FileTree)? = nil
  ) -> CheckResult {
    var known = Dictionary(grouping: before.diagnostics, by: \.fingerprint)
    let secrets = Set(before.diagnostics.compactMap(\.hidden))
    var result = self
    result.diagnostics.removeAll { finding in
      if let secret = finding.hidden { return secrets.contains(secret) }
      return known[finding.fingerprint]?.popLast() != nil
    }
    result.gaps.subtract(before.gaps)
    if let trees, !result.diagnostics.isEmpty, known.contains(where: { !$1.isEmpty }) {
      let moved = MovedFiles(
        from: known.values.joined().compactMap(\.primary?.file),
        to: result.diagnostics.compactMap(\.primary?.file), between: trees)
      var known = known
      var gaps = result.gaps
      result.diagnostics.removeAll { finding in
        guard let print = moved.origin(of: finding)?.fingerprint, known[print]?.popLast() != nil
        else { return false }
        if before.gaps.contains(print) { gaps.remove(finding.fingerprint) }
        return true
      }
      result.gaps = gaps
    }
    result.coverage.known = diagnostics.count - result.diagnostics.count
    return result
  }

  /// Takes in what a check for another release came to, apart from its findings, which
  /// ``ReleaseMatrix`` joins: what it could not check, and the kinds without a schema there.
  mutating func join(_ other: CheckResult) {
    gaps.formUnion(other.gaps)
    exempted += other.exempted.filter { !exempted.contains($0) }
    kubernetesReleases += other.kubernetesReleases
    coverage.uncheckedKinds.merge(other.coverage.uncheckedKinds, uniquingKeysWith: max)
    coverage.undecided = max(coverage.undecided, other.coverage.undecided)
  }

  /// A check that could not be begun.
  package init(failure: PipelineError) {
    diagnostics = failure.diagnostics
    addGaps(failure.diagnostics)
  }
}

extension CheckResult {
  /// A rule that the result mentions, for formats that describe rules beside their findings.
  package struct DescribedRule: Sendable {
    /// The rule's id.
    package var id: RuleID
    /// One sentence.
    package var summary: String
    /// Why the rule exists and what to do, in sentences.
    package var explanation: String
  }

  /// The rules of the findings, in the order of their ids, as far as anything is known of them.
  package var rules: [DescribedRule] {
    Set((diagnostics + exempted).map(\.rule)).sorted().compactMap { id in
      if let entry = RuleManual.entry(id) {
        return DescribedRule(
          id: id, summary: entry.summary, explanation: "\(entry.why) \(entry.fix)")
      }
      let name = String(id.text.dropFirst("policy/".count))
      return policies.lazy.compactMap { $0.description(of: name) }.first.map {
        DescribedRule(id: id, summary: $0.summary, explanation: $0.comment.joined(separator: "\n"))
      }
    }
  }
}
