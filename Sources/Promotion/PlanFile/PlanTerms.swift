import Diagnostics

/// What decides by which rules a promotion is made: who applies a plan must say it too, since a file
/// that comes from elsewhere must not loosen them.
package struct PlanTerms: Hashable, Sendable {
  /// The branch that it is made upon, as people call it.
  package var onto: String
  /// The pipeline's configuration; nil for the usual place.
  package var configuration: String?
  /// Why it is made in spite of errors; nil where errors refuse it.
  package var override: String?

  package init(onto: String, configuration: String?, override: String?) {
    self.onto = onto
    self.configuration = configuration
    self.override = override
  }

  /// Requires that whoever applies a plan says what was said when it was made.
  ///
  /// A reason may be another one, and errors may have come up since.
  ///
  /// - Throws: ``PromotionError/impossible(_:)`` with each option that is missing.
  func requireSaid(_ own: PlanTerms) throws(PromotionError) {
    var findings: [Diagnostic] = []
    if onto != own.onto {
      findings.append(
        .plan(
          "the plan was made upon \(onto), and would be applied upon \(own.onto)",
          help: "name the branch with --onto, or write a plan anew"))
    }
    if configuration != own.configuration {
      let other = configuration.map { "with --config \($0)" } ?? "without --config"
      findings.append(
        .plan("the plan was made \(other)", help: "apply it \(other), or write a plan anew"))
    }
    if override != nil, own.override == nil {
      findings.append(
        .plan(
          "the plan was made with --override, which a file alone does not allow",
          help: "say why it is made all the same with --override"))
    }
    guard findings.isEmpty else { throw .impossible(findings) }
  }
}
