/// Makes one finding of those that environments share.
///
/// A defect in a base reaches every environment that uses it; there is one place to edit, so there is
/// one finding, which names them all.
package struct FindingMerge: Sendable {
  private var order: [Cause] = []
  private var findings: [Cause: Diagnostic] = [:]

  package init() {}

  /// What makes two findings one: the rule, the place to edit, the field and the sentence; and of what
  /// is allowed, why it is.
  private struct Cause: Hashable {
    var rule: RuleID
    var place: Location?
    var field: String?
    var message: String
    var hidden: HiddenText?
    var exemption: Exemption?
  }

  /// Adds what was found in one environment.
  package mutating func add(_ diagnostics: [Diagnostic], in environment: String?) {
    for diagnostic in diagnostics {
      let cause = Cause(
        rule: diagnostic.rule, place: diagnostic.primary, field: diagnostic.field,
        message: diagnostic.message, hidden: diagnostic.hidden, exemption: diagnostic.exemption)
      var finding = findings[cause] ?? diagnostic
      if findings[cause] == nil { order.append(cause) }
      // The strictest environment decides: a base must satisfy all that it reaches.
      finding.severity = max(finding.severity, diagnostic.severity)
      finding.hidesSource = finding.hidesSource || diagnostic.hidesSource
      if let environment, !finding.environments.contains(environment) {
        finding.environments.append(environment)
      }
      findings[cause] = finding
    }
  }

  /// The findings, each cause once, in the order in which they were first added.
  package var merged: [Diagnostic] { order.compactMap { findings[$0] } }
}
