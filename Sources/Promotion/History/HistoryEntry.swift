package import Git

/// A commit of the main line that changed what an environment has to itself.
package struct HistoryEntry: Sendable {
  /// What it was.
  package var kind: Kind
  /// The commit that made the change.
  package var commit: Commit
  /// The commit that merged it into the main line, where it was another.
  package var merge: ObjectID?
  /// The environment that the change came from; nil where it was made here.
  package var source: String?
  /// The wave of the environment that alone was promoted to or rolled back; nil for all of it.
  package var wave: Int?
  /// The commit whose source environment was promoted.
  package var sourceCommit: ObjectID?
  /// Why it was made, where a trailer says so.
  package var reason: String?
  /// Of a rollback, the promotions that it took back.
  package var undone: [ObjectID] = []
  /// Of a rollback, what is held since.
  package var holds: [Hold] = []
  /// Of a promotion, why it released holds.
  package var releaseReason: String?
  /// What changed: in each the target is what was there before, the source what came.
  package var fields: [PlannedField]

  /// What a change was.
  package enum Kind: String, Sendable {
    /// Made by a promotion from the environment before.
    case promotion
    /// Made by a promotion from an environment behind.
    case backport
    /// Took promotions back.
    case rollback
    /// Made by hand, with a `Sluice-Hotfix` trailer that says why.
    case hotfix
    /// What git calls a revert.
    case revert
    /// Made by hand.
    case change
  }

  /// The same with some of its fields; nil where none is left.
  package func limited(to isMeant: (PlannedField) -> Bool) -> HistoryEntry? {
    var entry = self
    entry.fields = fields.filter(isMeant)
    return entry.fields.isEmpty ? nil : entry
  }
}
