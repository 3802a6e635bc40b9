import Comparison
package import Diagnostics
import Environments

/// The promotions to the waves of an environment, in their order: the first from the environment before, each
/// other one from the wave before it.
package struct WavePromotions {
  private let promoters: [Promoter]

  /// - Precondition: there is at least one.
  package init(_ promoters: [Promoter]) {
    precondition(!promoters.isEmpty, "an environment with waves has one")
    self.promoters = promoters
  }

  /// The first that moves something or has a conflict; else the first that something is held in, or that
  /// differs in what no promotion moves; else the last.
  package func next() throws(PromotionError) -> Promoter {
    var planned: [Promoter] = []
    for promoter in promoters {
      let promoter = try promoter.planned()
      if try promoter.plan().isOpen { return promoter }
      planned.append(promoter)
    }
    for promoter in planned where try !promoter.plan().waiting.isEmpty { return promoter }
    for promoter in planned where try !promoter.uncovered(by: promoter.plan()).isEmpty {
      return promoter
    }
    return planned[planned.count - 1]
  }

  /// The last of them; where the wave before has nothing for it, what that itself waits for.
  ///
  /// - Returns: the number of an earlier promotion that has something to move, with a finding that says so;
  ///   nil where nothing waits.
  package func last() throws(PromotionError) -> (Promoter, waiting: (number: Int, Diagnostic)?) {
    let last = try promoters[promoters.count - 1].planned()
    let plan = try last.plan()
    guard !plan.isOpen, plan.waiting.isEmpty else { return (last, nil) }
    for (number, promoter) in promoters.dropLast().enumerated() {
      let earlier = try promoter.plan()
      if earlier.isOpen { return (last, (number, .waits(plan, for: earlier))) }
    }
    return (last, nil)
  }
}

extension PromotionPlan {
  /// Whether something moves, or is refused for being changed on both sides.
  fileprivate var isOpen: Bool { !promoted.isEmpty || !conflicts.isEmpty }

  /// What would move and stays for now, as findings.
  var waiting: [Diagnostic] { held + unripe + disagreements }
}

extension Diagnostic {
  fileprivate static func waits(_ plan: PromotionPlan, for earlier: PromotionPlan) -> Diagnostic {
    let fields = earlier.fields.filter { $0.isPromoted || $0.decision == .refuse }
    let more = fields.count > 1 ? " and \(fields.count - 1) more" : ""
    return Diagnostic(
      rule: .promotionWave, severity: .error,
      message: "\(earlier.target.title) lacks what \(earlier.source.title) has "
        + "(\(fields[0].field)\(more)), so there is nothing in it for \(plan.target.title) to take",
      primary: fields[0].source?.location ?? fields[0].target?.location,
      help: "promote to wave \(earlier.target.wave ?? 1) first, "
        + "or go past it with --override 'why'",
      environments: [plan.target.name])
  }
}
