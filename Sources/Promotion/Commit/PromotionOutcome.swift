package import Git

/// How a promotion ended.
package enum PromotionOutcome: Sendable {
  /// Nothing that may move differs.
  case nothingToPromote(PromotionPlan)
  /// It can be made, and was asked no further than that.
  case proven(ProvenPromotion)
  /// A new branch holds the promotion.
  case created(PromotionCommit, ProvenPromotion)
  /// The branch of this plan is there already, made by an earlier run or by another one at once.
  case existing(PromotionCommit, ProvenPromotion)
}

/// A promotion in the repository.
package struct PromotionCommit: Hashable, Sendable {
  /// The branch's full name.
  package let branch: String
  /// The commit that the branch points at.
  package let id: ObjectID
  /// Whether it was made upon the commit that the plan was made upon; otherwise the main line has
  /// moved on since.
  package let isCurrent: Bool
}
