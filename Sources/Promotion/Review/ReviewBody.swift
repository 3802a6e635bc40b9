import Comparison
package import Display
import Environments
import Git

extension ProvenPromotion {
  /// What reviewers are told: the fields, then what changes in the rendered target, folded by app.
  ///
  /// - Parameter budget: how many bytes it may have; hosts take 65,536 characters.
  package func reviewBody(budget: Int = 60_000) -> Shown {
    var text: Shown =
      plan.undoing.map(head) ?? """
        \(.code(plan.source.title)) (\(plan.sourceCommit.short)) → \
        \(.code(plan.target.title)) (\(plan.targetCommit.short))


        """
    if let override { text += "**Overridden:** \(.code(override, limit: 1000))\n\n" }
    let fields = plan.promoted
    for (index, field) in fields.enumerated() {
      guard text.byteCount < budget / 3 else {
        text += "- …and \(fields.count - index) more\n"
        break
      }
      text += "- \(.code("\(field.field): \(field.change.text)", limit: 400))\n"
    }
    for warning in plan.warnings.prefix(20) {
      text += "- **warning** \(.code(warning, limit: 400))\n"
    }
    return text + "\n" + delta.markdown(budget: budget - text.byteCount)
  }

  private func head(of undoing: Undoing) -> Shown {
    var text: Shown =
      "\(.code(plan.target.title)) (\(plan.targetCommit.short)) goes back to before\n\n"
    for promotion in undoing.promotions.prefix(50) {
      text += "- \(promotion.id.short) \(.code(promotion.subject, limit: 200))\n"
    }
    if let reason = undoing.request.reason {
      text += "\n**Because:** \(.code(reason, limit: 1000))\n"
    }
    return text + "\n"
  }
}
