import Comparison
import Diagnostics
package import Display
import Environments
import Git

extension PromotionPlan {
  /// The plan for people: what moves, what stays and why.
  package var shown: Shown {
    var positions = SourcePositions()
    var text: Shown =
      undoing.map(head)
      ?? "\(source.title) (\(sourceCommit.short)) → \(target.title) (\(targetCommit.short))\n"
    if let lastPromotion { text += "last promoted from \(lastPromotion.short)\n" }
    let near = Set(chosen.flatMap { $0.apps + [$0.file] })
    let isFar = { (field: PlannedField) in
      field.decision == .keep(.excluded) && near.isDisjoint(with: field.apps + [field.file])
    }
    for field in fields where field.decision != .keep(.unreferenced) && !isFar(field) {
      text += lines(field, &positions)
    }
    let far = fields.count(where: isFar)
    if far > 0 {
      text += "\(far) \(far == 1 ? "field differs" : "fields differ") elsewhere, left out this "
      text += "time with all else that differs there\n"
    }
    let unnamed = fields.count { $0.decision == .keep(.unreferenced) }
    if unnamed > 0 {
      text += "\(unnamed) \(unnamed == 1 ? "file is" : "files are") in one of them alone, and "
      text += "nothing in \(target.title) names \(unnamed == 1 ? "it" : "them")\n"
    }
    for warning in warnings { text += "warning: \(warning)\n" }
    if fields.isEmpty {
      text +=
        undoing == nil
        ? "nothing that a promotion moves differs\n" : "nothing is left of it to take back\n"
    }
    return text
  }

  private func head(of undoing: Undoing) -> Shown {
    var text: Shown = "\(target.title) (\(targetCommit.short)) back to before:\n"
    for promotion in undoing.promotions {
      text += "  \(promotion.id.short) \(promotion.subject, limit: 100)\n"
    }
    return text
  }

  private func lines(_ field: PlannedField, _ positions: inout SourcePositions) -> Shown {
    let verb: Shown
    let reason: String
    switch field.decision {
    case .promote(.undone): (verb, reason) = ("restore", PlannedField.Reason.undone.description)
    case .promote(let why): (verb, reason) = ("promote", why.description)
    case .keep(let why): (verb, reason) = ("keep   ", why.description)
    case .refuse:
      verb = "refuse "
      reason = undoing == nil ? "changed in both environments" : "changed again since"
    }
    var places = [field.source?.location, field.target?.location].compactMap { $0 }
      .map { positions.shown($0) }
    // What comes is not there yet, and stands where nobody has seen it.
    if field.target == nil, field.field.document == .file { places.append("\(field.file)") }
    if places.isEmpty { places = ["\(field.file)"] }
    return """
        \(verb)  \(field.field.description): \(field.change)  (\(reason))
                 \(places.joined(separator: " → "))

      """
  }
}
