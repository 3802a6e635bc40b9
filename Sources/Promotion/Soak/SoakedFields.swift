import Diagnostics
import Environments
import Git

/// Keeps what is not ripe where it is, unless there is a reason to go over it.
struct SoakedFields {
  let references: FileReferences
  let isOverridden: Bool
  /// Which of some fields, by their numbers, are not ripe.
  let unripe: ([PlannedField], [Int]) throws(PromotionError) -> [Int: Soaking]

  /// The fields, of which those that would move and are not ripe say so; they stay, and so does what has
  /// the same version as one of them, or names it.
  func settle(_ fields: [PlannedField]) throws(PromotionError) -> [PlannedField] {
    // New files move with what names them.
    let settled = references.settle(fields)
    var soaking = try unripe(settled, settled.indices.filter { settled[$0].isPromoted })
    guard !soaking.isEmpty else { return fields }
    var fields = fields
    if isOverridden {
      for (index, reason) in soaking { fields[index].soaking = reason }
      return fields
    }
    for (index, other) in CoupledVersions(settled).sharing(versionsOf: Set(soaking.keys)) {
      soaking[index] = soaking[index] ?? soaking[other]
    }
    var isChanged = true
    while isChanged {
      let naming = references.naming(Set(soaking.keys), among: settled)
      isChanged = false
      for (index, file) in naming where soaking[index] == nil {
        soaking[index] = soaking[file]
        isChanged = true
      }
    }
    for (index, reason) in soaking {
      fields[index].soaking = reason
      fields[index].decision = .keep(.soaking(reason))
    }
    return fields
  }
}

extension PromotionPlan {
  /// The fields that stay since they are not ripe, as findings.
  var unripe: [Diagnostic] { soaking { !$0.isPromoted } }

  /// The fields that move although they are not ripe, as findings.
  var rushed: [Diagnostic] { soaking(\.isPromoted) }

  private func soaking(_ isMeant: (PlannedField) -> Bool) -> [Diagnostic] {
    fields.filter(isMeant).compactMap { planned in
      planned.soaking.map { soaking in
        Diagnostic(
          rule: .promotionSoak, severity: .error,
          message: "\(planned.field) is not in \(source.title) for long enough: \(soaking)",
          primary: planned.source?.location ?? planned.target?.location,
          help: "wait, or say why with --override", environments: [target.name])
      }
    }
  }
}
