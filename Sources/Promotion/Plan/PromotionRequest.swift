package import Diagnostics
package import Environments
package import Git
package import Values

/// What is to be promoted, and by which rules.
package struct PromotionRequest: Sendable {
  /// The environment that changes come from.
  package var source: Environment
  /// The environment that they go to.
  package var target: Environment
  /// Every other environment: a promotion must not reach it.
  package var others: [Environment]
  /// The revision whose source environment is promoted.
  package var sourceRevision = "HEAD"
  /// The revision that the promotion is made upon.
  package var targetRevision = "HEAD"
  /// Fields that are always taken from the source.
  package var follow: [FieldPattern] = []
  /// Fields that are never taken.
  package var keep: [FieldPattern] = []
  /// Fields that are promoted wherever they stand, or that the target writes otherwise.
  package var declared: [DeclaredValue] = []
  /// When not empty, nothing else is taken.
  package var only: [FieldPattern] = []
  /// What is not taken this time.
  package var exclude: [FieldPattern] = []
  /// Which side wins where the history does not say.
  package var preference: Side?
  /// When it is planned, as to what is ripe by then; nil where nothing must be.
  package var moment: Timestamp?
  /// How long a value must have been in the source; nil where it need not.
  package var soak: Duration?
  /// Why the promotion is made although checks find errors that the target does not have today; nil to
  /// be refused by them.
  package var override: String?
  /// Why what rollbacks took back may move again; nil where it stays.
  package var releaseReason: String?
  /// What is to be taken back; nil for a promotion.
  package var rollback: RollbackRequest?
  /// Whether a target that cannot be rendered may change all the same.
  package var allowsUnproven = false
  /// What keeps anything from being promoted now; each is an error, and refuses the promotion unless
  /// there is an override.
  package var obstacles: [Diagnostic] = []
  /// How the commit is worded, that of a promotion or of a rollback.
  package var message = MessageTemplate.Message()
  /// Whether the commit is signed.
  package var signing = NewCommit.Signing.asConfigured

  var choice: FieldChoice { FieldChoice(only: only, exclude: exclude) }

  /// One of the two environments, where one of them must win; of a rollback the state before and today.
  package enum Side: String, Sendable { case source, target }

  package init(
    from source: Environment, to target: Environment,
    others: [Environment] = []
  ) {
    self.source = source
    self.target = target
    self.others = others
  }
}
