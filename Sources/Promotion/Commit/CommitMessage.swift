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
    let message = MessageWords(plan).filled(plan.message)
    let trailers = plan.undoing.map(rollback) ?? promotion
    let lines = (trailers + overrides + unproven).map { "\($0): \($1)" }
    return (message + [""] + lines).joined(separator: "\n") + "\n"
  }

  private typealias Trailers = [(String, String)]

  private var promotion: Trailers {
    let plan = proven.plan
    return [
      (PromotionTrailer.from, plan.source.name), (PromotionTrailer.to, plan.target.name),
    ] + wave + [
      (PromotionTrailer.sourceCommit, plan.sourceCommit.hex), (PromotionTrailer.plan, plan.digest),
    ] + plan.choice.trailers + leftOut + released
  }

  /// Which part of the target it is about, where that is not all of it.
  private var wave: Trailers {
    let target = proven.plan.target
    guard let number = target.wave else { return [] }
    return [(PromotionTrailer.wave, String(number))]
      + target.clusters.map { (PromotionTrailer.cluster, Shown($0).text) }
  }

  private func rollback(_ undoing: Undoing) -> Trailers {
    let (plan, request) = (proven.plan, undoing.request)
    var trailers = [(PromotionTrailer.rollback, plan.target.name)] + wave
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
    proven.plan.fields.filter(\.isWaiting).map {
      (PromotionTrailer.leftOut, PromotionTrailer.name(of: $0.field, in: $0.file))
    }
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
}
