import Comparison
import Diagnostics
import Environments
import Git

extension PromotionPlan {
  /// The plan for people: what moves, what stays and why.
  package func text() -> String {
    var positions = SourcePositions()
    var text = "\(source.name) (\(sourceCommit.short)) → \(target.name) (\(targetCommit.short))\n"
    if let lastPromotion { text += "last promoted from \(lastPromotion.short)\n" }
    for field in fields { text += line(field, &positions) }
    for warning in warnings { text += "warning: \(warning.shown)\n" }
    if fields.isEmpty { text += "nothing that a promotion moves differs\n" }
    return text
  }

  private func line(_ field: PlannedField, _ positions: inout SourcePositions) -> String {
    let (verb, reason): (String, String)
    switch field.decision {
    case .promote(let why): (verb, reason) = ("promote", why.description)
    case .keep(let why): (verb, reason) = ("keep   ", why.description)
    case .refuse: (verb, reason) = ("refuse ", "changed in both environments")
    }
    var text = "  \(verb)  \(field.field.description.shown): \(field.change)  (\(reason))\n"
    let places = [field.source?.location, field.target?.location].compactMap { $0 }
    text += "           " + places.map { positions.text(of: $0) }.joined(separator: " → ") + "\n"
    return text
  }
}
