/// The keys of the lines that end a promotion's commit message.
package enum PromotionTrailer {
  package static let from = "Sluice-From"
  package static let to = "Sluice-To"
  /// The commit whose source environment was promoted.
  package static let sourceCommit = "Sluice-Source-Commit"
  /// The digest of the plan.
  package static let plan = "Sluice-Plan"
}
