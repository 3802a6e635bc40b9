import Diagnostics
import Environments

/// The rules that there are, which tell those that somebody names and that there are not.
struct KnownRules {
  private let names: [String]
  /// Whether there may be policies that are not known.
  private let mayLack: Bool

  init(_ policies: LoadedPolicies, _ configuration: PipelineConfiguration) {
    names = RuleManual.entries.map(\.id.text) + policies.names.map { "policy/\($0)" }
    // A policy that did not load is reported as such.
    mayLack = policies.isIncomplete || configuration.policiesAreAsked
  }

  /// That there is no such rule, or none that begins so; nil where there may be.
  func mistake(in text: String, at location: Location?, _ rule: RuleID) -> Diagnostic? {
    guard let pattern = RulePattern(text), !names.contains(where: { pattern.names(RuleID($0)) }),
      !(mayLack && text.hasPrefix("policy/"))
    else { return nil }
    return Diagnostic(
      rule: rule, severity: .error, message: "there is no rule \"\(text)\"", primary: location,
      help: Spelling.nearest(to: text, among: names).map { "did you mean \($0)?" }
        ?? "`sluice explain` lists the rules")
  }
}
