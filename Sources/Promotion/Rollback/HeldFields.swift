package import Diagnostics
import Environments

/// Keeps what is held where it is, unless its hold is released.
struct HeldFields {
  let holds: [Hold]
  let isReleased: Bool

  /// The fields, with those that would move and are held marked; they stay, and what has the same
  /// version as one of them stays too.
  func settle(_ fields: [PlannedField]) -> [PlannedField] {
    guard !holds.isEmpty else { return fields }
    var fields = fields
    var held: Set<Int> = []
    for index in fields.indices where fields[index].isPromoted {
      fields[index].holds = holds.filter { $0.covers(fields[index]) }
      if !fields[index].holds.isEmpty { held.insert(index) }
    }
    guard !isReleased else { return fields }
    for (index, other) in CoupledVersions(fields).sharing(versionsOf: held) {
      fields[index].holds = fields[other].holds
    }
    for index in fields.indices {
      if let hold = fields[index].holds.first { fields[index].decision = .keep(.held(hold)) }
    }
    return fields
  }
}

extension PromotionPlan {
  /// The fields that would move and are held, as findings: a promotion moves them only where it says why.
  package var held: [Diagnostic] {
    fields.compactMap { planned in
      guard case .keep(.held(let hold)) = planned.decision else { return nil }
      return Diagnostic(
        rule: .promotionHeld, severity: .error,
        message: "\(planned.field) is \(hold)",
        primary: planned.target?.location ?? planned.source?.location,
        help: "leave it, or promote it with --release-hold 'why it may go on'",
        environments: [target.name])
    }
  }

  /// The holds that end with the promotion, each once and in the order of the fields.
  var released: [Hold] {
    guard releaseReason != nil else { return [] }
    return promoted.flatMap(\.holds).reduce(into: []) { holds, hold in
      if !holds.contains(hold) { holds.append(hold) }
    }
  }
}
