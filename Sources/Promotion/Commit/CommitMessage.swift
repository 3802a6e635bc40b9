import Comparison
import Diagnostics
import Display
import Environments
import Git
import YAML

/// Writes a promotion's commit message from what changes, which the proof has found to be the plan.
struct CommitMessage {
  let proven: ProvenPromotion

  var text: String {
    let plan = proven.plan
    let changes = plan.promoted
    let subject = "Promote \(plan.source.name) to \(plan.target.name)" + headline(changes)
    let body = changes.map { "\(Shown($0.field.description).text): \(text($0))" }
    let trailers = [
      (PromotionTrailer.from, plan.source.name), (PromotionTrailer.to, plan.target.name),
      (PromotionTrailer.sourceCommit, plan.sourceCommit.hex), (PromotionTrailer.plan, plan.digest),
    ]
    let lines = (trailers + plan.choice.trailers + overrides + unproven).map { "\($0): \($1)" }
    return ([subject, ""] + body + [""] + lines).joined(separator: "\n") + "\n"
  }

  private var overrides: [(String, String)] {
    guard let reason = proven.override else { return [] }
    let findings = Set(
      proven.overridden.map { [$0.rule.text, $0.object].compactMap(\.self).joined(separator: " ") })
    return [(PromotionTrailer.override, Shown(reason).text)]
      + findings.sorted().map { (PromotionTrailer.overridden, Shown($0).text) }
  }

  private var unproven: [(String, String)] {
    proven.unseen.map { (PromotionTrailer.unproven, Shown($0.message, limit: 200).text) }
  }

  /// One line, so that no value can pass for a trailer.
  private func text(_ planned: PlannedField) -> String {
    let (old, new) = (planned.targetText, planned.text(planned.value))
    return "\(Shown(old, limit: 100).text) → \(Shown(new, limit: 100).text)"
  }

  private func headline(_ changes: [PlannedField]) -> String {
    guard let first = changes.first else { return "" }
    let rest = changes.count > 1 ? " and \(changes.count - 1) more" : ""
    return ": \(Shown(first.shortName, limit: 40).text)\(rest)"
  }
}

extension PlannedField {
  /// What a person calls it in a word: the image without its registry, the literal's key, the file.
  fileprivate var shortName: String {
    guard field.document != .file else { return String(file.split(separator: "/").last ?? "") }
    for step in field.steps.reversed() {
      if case .entry(_, _, let name, _) = step {
        return String(name.split(separator: "/").last ?? "")
      }
    }
    return field.object.isEmpty ? field.description : field.object
  }
}
