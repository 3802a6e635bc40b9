package import Comparison

/// How far a promotion goes.
package enum PromotionExtent: Sendable {
  /// To the proof: nothing is written.
  case proof
  /// To the commit on its branch.
  case commit
}

/// What a promotion has come to on its way.
package enum PromotionStep: Sendable {
  /// What would be promoted.
  case planned(PromotionPlan)
  /// What would come of it, which is what was planned.
  case proven(ProvenPromotion)
  /// In what the target, with the promotion, still differs from the source, but for what the plan names.
  case compared(PromotionPlan, SemanticDiff)
}

extension Promoter {
  /// Plans, proves and commits.
  ///
  /// - Parameters:
  ///   - extent: how far to go; a plan without a field to promote ends it sooner.
  ///   - tell: hears of each step once it is taken, and so of the plan also where the proof fails.
  /// - Throws: ``PromotionError``, or what `tell` throws.
  package func promote(
    upTo extent: PromotionExtent = .commit, telling tell: (PromotionStep) throws -> Void = { _ in }
  ) throws -> PromotionOutcome {
    let plan = try plan()
    try tell(.planned(plan))
    guard !plan.promoted.isEmpty || !plan.conflicts.isEmpty else {
      let waiting = plan.waiting
      guard waiting.isEmpty else { throw PromotionError.refused(waiting) }
      let uncovered = try uncovered(by: plan)
      try tell(.compared(plan, uncovered))
      return .nothingToPromote(plan, uncovered: uncovered)
    }
    guard request.obstacles.isEmpty || request.override != nil else {
      throw PromotionError.refused(request.obstacles)
    }
    let proven = try prove(plan)
    try tell(.proven(proven))
    if plan.undoing == nil {
      try tell(.compared(plan, try uncovered(by: plan, with: proven.changes)))
    }
    switch extent {
    case .proof: return .proven(proven)
    case .commit: return try commit(proven)
    }
  }
}
