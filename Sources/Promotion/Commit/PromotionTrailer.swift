import Display

/// The keys of the lines that end a promotion's commit message.
package enum PromotionTrailer {
  /// The name of the source environment.
  package static let from = "Sluice-From"
  /// The name of the target environment.
  package static let to = "Sluice-To"
  /// The number of the wave of the target that changed alone.
  package static let wave = "Sluice-Wave"
  /// One of that wave's clusters.
  package static let cluster = "Sluice-Cluster"
  /// The commit whose source environment was promoted.
  package static let sourceCommit = "Sluice-Source-Commit"
  /// The digest of the plan.
  package static let plan = "Sluice-Plan"
  /// A pattern of what the promotion was asked to take, so that all else still counts as pending.
  package static let only = "Sluice-Only"
  /// A pattern of what it was asked to leave, which still counts as pending.
  package static let exclude = "Sluice-Exclude"
  /// A field that differed and is held or not ripe, so that it still counts as pending.
  package static let leftOut = "Sluice-Left-Out"
  /// Why the promotion was made although checks found errors.
  package static let override = "Sluice-Override"
  /// One of the errors that were overridden: its rule, and its object where it has one.
  package static let overridden = "Sluice-Overridden"
  /// What the proof could not see, and was allowed not to.
  package static let unproven = "Sluice-Unproven"

  /// The name of the environment that was rolled back.
  package static let rollback = "Sluice-Rollback"
  /// A promotion that a rollback takes back.
  package static let undoes = "Sluice-Undoes"
  /// An app that alone was rolled back.
  package static let app = "Sluice-App"
  /// Why it was rolled back.
  package static let reason = "Sluice-Reason"
  /// A field that no promotion moves until its hold is released.
  package static let hold = "Sluice-Hold"
  /// An app of which no promotion moves anything until its hold is released.
  package static let heldApp = "Sluice-Hold-App"
  /// Why holds are released.
  package static let releaseReason = "Sluice-Release-Hold"
  /// A field that was held and is no more.
  package static let released = "Sluice-Released"
  /// An app that was held and is no more.
  package static let releasedApp = "Sluice-Released-App"

  /// How a field of one of the target's files is named.
  static func name(of field: PromotedField, in file: String) -> String {
    let name: Shown = "\(field.description)"
    return prefix(of: file) + name.text
  }

  /// What stands before the name of each field of a file.
  static func prefix(of file: String) -> String {
    let prefix: Shown = "\(file): "
    return prefix.text
  }
}
