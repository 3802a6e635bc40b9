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
    let what =
      plan.undoing == nil
      ? "Promote \(plan.source.name) to \(plan.target.name)" : "Roll back \(plan.target.name)"
    let subject = what + headline(changes)
    let body = changes.map { "\(Shown($0.field.description).text): \(text($0))" }
    let trailers = plan.undoing.map(rollback) ?? promotion
    let lines = (trailers + overrides + unproven).map { "\($0): \($1)" }
    return ([subject, ""] + body + [""] + lines).joined(separator: "\n") + "\n"
  }

  private typealias Trailers = [(String, String)]

  private var promotion: Trailers {
    let plan = proven.plan
    return [
      (PromotionTrailer.from, plan.source.name), (PromotionTrailer.to, plan.target.name),
      (PromotionTrailer.sourceCommit, plan.sourceCommit.hex), (PromotionTrailer.plan, plan.digest),
    ] + plan.choice.trailers + leftOut + released
  }

  private func rollback(_ undoing: Undoing) -> Trailers {
    let (plan, request) = (proven.plan, undoing.request)
    var trailers = [(PromotionTrailer.rollback, plan.target.name)]
    trailers += undoing.promotions.map { (PromotionTrailer.undoes, $0.id.hex) }
    trailers += request.apps.map { (PromotionTrailer.app, Shown($0).text) }
    trailers.append((PromotionTrailer.plan, plan.digest))
    if let reason = request.reason {
      trailers.append((PromotionTrailer.reason, Shown(reason).text))
    }
    guard request.isHeld else { return trailers }
    trailers += request.apps.map { (PromotionTrailer.heldApp, Shown($0).text) }
    return trailers
      + plan.promoted.map {
        (PromotionTrailer.hold, PromotionTrailer.name(of: $0.field, in: $0.file))
      }
  }

  /// The holds that end with it, and why.
  private var released: Trailers {
    guard let reason = proven.plan.releaseReason, !proven.plan.released.isEmpty else { return [] }
    return [(PromotionTrailer.releaseReason, Shown(reason).text)]
      + proven.plan.released.map { hold in
        switch hold.subject {
        case .field(let name): (PromotionTrailer.released, name)
        case .app(let app): (PromotionTrailer.releasedApp, app)
        }
      }
  }

  /// What a later promotion must not take for the environment's own.
  private var leftOut: [(String, String)] {
    proven.plan.fields.filter { planned in
      if case .keep(.held) = planned.decision { true } else { false }
    }.map { (PromotionTrailer.leftOut, PromotionTrailer.name(of: $0.field, in: $0.file)) }
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
