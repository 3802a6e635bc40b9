/// The keys of the lines that end a promotion's commit message.
package enum PromotionTrailer {
  /// The name of the source environment.
  package static let from = "Sluice-From"
  /// The name of the target environment.
  package static let to = "Sluice-To"
  /// The commit whose source environment was promoted.
  package static let sourceCommit = "Sluice-Source-Commit"
  /// The digest of the plan.
  package static let plan = "Sluice-Plan"
  /// A pattern of what the promotion was asked to take, so that all else still counts as pending.
  package static let only = "Sluice-Only"
  /// A pattern of what it was asked to leave, which still counts as pending.
  package static let exclude = "Sluice-Exclude"
  /// Why the promotion was made although checks found errors.
  package static let override = "Sluice-Override"
  /// One of the errors that were overridden: its rule, and its object where it has one.
  package static let overridden = "Sluice-Overridden"
  /// What the proof could not see, and was allowed not to.
  package static let unproven = "Sluice-Unproven"
}
