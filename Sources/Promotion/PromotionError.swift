package import Diagnostics
package import Environments
package import Git
package import YAML

/// Why nothing was promoted.
package enum PromotionError: Error, Sendable {
  /// The repository could not be read or written.
  case git(GitError)
  /// A file of the target, of that path, cannot be edited in place.
  case edit(EditError, PromotedField, String)
  /// An environment does not render.
  case render(PipelineError)
  /// What would come of it must not be: conflicts, effects beyond the plan, findings of the checks.
  case refused([Diagnostic])
  /// What was asked for means nothing here: a pattern that fits no field, an environment without files.
  case impossible([Diagnostic])

  /// What is wrong, as findings.
  ///
  /// A failure of the repository names no file.
  package var diagnostics: [Diagnostic] {
    switch self {
    case .git(let error):
      [Diagnostic(rule: .promotionGit, severity: .error, message: error.message, help: error.hint)]
    case .edit(let error, let field, let file):
      [
        Diagnostic(
          rule: .promotionEdit, severity: .error,
          message: "\(field) of \(file) cannot be changed: \(error.message)",
          help: "leave it out with --exclude '\(field)', or change it by hand")
      ]
    case .render(let error): error.diagnostics
    case .refused(let findings), .impossible(let findings): findings
    }
  }
}

/// The rules under which promotion reports.
extension RuleID {
  static let promotionGit: RuleID = "promotion/git"
  static let promotionEdit: RuleID = "promotion/edit"
  /// A pattern that fits no field.
  package static let promotionPattern: RuleID = "promotion/pattern"
  /// Both environments changed a field since they were last alike.
  package static let promotionConflict: RuleID = "promotion/conflict"
  /// The target would render a change that the plan does not explain.
  package static let promotionUnplanned: RuleID = "promotion/unplanned-change"
  /// Another environment would render differently.
  package static let promotionLeak: RuleID = "promotion/other-environment"
  /// A promoted value that the target's rendering does not show.
  package static let promotionIneffective: RuleID = "promotion/without-effect"
  /// A target that could not be rendered, so that what would come of it is not known.
  package static let promotionUnproven: RuleID = "promotion/unproven"
  /// A field that a rollback took back and that nobody released.
  package static let promotionHeld: RuleID = "promotion/held"
  /// A value that was not in the source for as long as it must.
  static let promotionSoak: RuleID = "promotion/soak"
  /// A field in which the clusters of the source differ.
  static let promotionClusters: RuleID = "promotion/clusters"
  /// A wave before which another one waits.
  static let promotionWave: RuleID = "promotion/wave"
  /// A plan's file that does not fit what is there.
  static let promotionPlan: RuleID = "promotion/plan"
  /// A promotion that is to be undone and is not there.
  static let promotionRecord: RuleID = "promotion/record"
  /// The promotion's branch is there and holds something else.
  package static let promotionBranch: RuleID = "promotion/branch"
}
