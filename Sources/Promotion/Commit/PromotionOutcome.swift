package import Comparison
package import Git

/// How a promotion ended.
package enum PromotionOutcome: Sendable {
  /// Nothing that may move differs; with what differs all the same and the plan does not name.
  case nothingToPromote(PromotionPlan, uncovered: SemanticDiff)
  /// It can be made, and was asked no further than that.
  case proven(ProvenPromotion)
  /// A new branch holds the promotion.
  case created(PromotionCommit, ProvenPromotion)
  /// The branch of this plan is there already, made by an earlier run or by another one at once.
  case existing(PromotionCommit, ProvenPromotion)

  /// What was planned.
  package var plan: PromotionPlan {
    switch self {
    case .nothingToPromote(let plan, _): plan
    case .proven(let proven), .created(_, let proven), .existing(_, let proven): proven.plan
    }
  }
}

/// A promotion in the repository.
package struct PromotionCommit: Hashable, Sendable {
  /// The branch's full name.
  package let branch: String
  /// The commit that the branch points at.
  package let id: ObjectID
}
