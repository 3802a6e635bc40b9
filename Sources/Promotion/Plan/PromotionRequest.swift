/// An environment of the repository.
package struct PromotionEnvironment: Hashable, Sendable {
  package var name: String
  /// The directory of its kustomization, relative to the repository's root.
  package var directory: String

  package init(name: String, directory: String) {
    self.name = name
    self.directory = directory
  }
}

/// What is to be promoted, and by which rules.
package struct PromotionRequest: Sendable {
  package var source: PromotionEnvironment
  package var target: PromotionEnvironment
  /// Every other environment: a promotion must not reach it.
  package var others: [PromotionEnvironment]
  /// The revision whose source environment is promoted.
  package var sourceRevision = "HEAD"
  /// Fields that are always taken from the source.
  package var follow: [FieldPattern] = []
  /// Fields that are never taken.
  package var keep: [FieldPattern] = []
  /// When not empty, nothing else is taken.
  package var only: [FieldPattern] = []
  /// What is not taken this time.
  package var exclude: [FieldPattern] = []
  /// Which side wins where the history does not say.
  package var preference: Side?

  package enum Side: String, Sendable { case source, target }

  package init(
    from source: PromotionEnvironment, to target: PromotionEnvironment,
    others: [PromotionEnvironment] = []
  ) {
    self.source = source
    self.target = target
    self.others = others
  }
}
