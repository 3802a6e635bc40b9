import Comparison
import Diagnostics
import Environments
import Git
import Kubernetes
import Kustomize
import YAML

/// Makes a plan's edits in memory, renders what comes of them and holds it against the plan.
struct Prover {
  let promoter: Promoter
  let plan: PromotionPlan

  func prove() throws(PromotionError) -> ProvenPromotion {
    guard plan.conflicts.isEmpty else { throw .refused(plan.conflicts) }
    try requireFree()
    let planned = try PlannedChanges(plan)
    let overlay = try promoter.states.tree(of: plan.targetCommit, replacing: planned.contents)
    let then = try promoter.states.state(of: plan.targetCommit, replacing: planned.contents)
    var states = TargetStates(
      now: try promoter.states.state(of: plan.targetCommit), then: then,
      paths: planned.changes.keys.sorted())
    let target = try states.states(
      of: plan.target, becoming: try promoter.target(of: plan, replacing: planned.contents),
      mustRender: true)
    let delta = EnvironmentComparison(hiding: promoter.wish).compare(target.before, target.after)
    let effects = RenderedEffects(
      fields: plan.promoted, planned: planned, before: target.before, after: target.after,
      traced: { then.traced(target.after) }, source: sourceEnvironment)
    let audit = DeltaAudit(delta: delta, effects: effects, target: plan.target.title)
    guard audit.unplanned.isEmpty else { throw .refused(audit.unplanned) }
    try requireUnchosenUntouched(target.before, target.after)
    try requireUntouched(&states, but: SharedFileChanges(plan, planned))
    let unseen = states.unseen
    guard unseen.isEmpty || promoter.request.allowsUnproven else {
      throw .refused(unseen.map { $0.refusing })
    }
    let candidate = Candidate(tree: overlay, before: target.before, after: target.after)
    let verdict = target.after.objects.isEmpty ? [] : try promoter.recheck(candidate)
    let obstacles = promoter.request.obstacles + plan.rushed
    let errors = (obstacles + verdict.new).filter { $0.severity == .error }
    let isOverridden = !errors.isEmpty
    guard !isOverridden || promoter.request.override != nil else { throw .refused(verdict.new) }
    return ProvenPromotion(
      plan: plan, edits: planned.edits, changes: planned.changes, candidate: candidate,
      delta: delta,
      // Of what is not rendered nobody knows whether it shows.
      findings: obstacles + (unseen.isEmpty ? audit.ineffective : [])
        + plan.waiting.map { $0.lessened } + verdict.new + unseen, unseen: unseen,
      known: verdict.known,
      override: isOverridden ? promoter.request.override : nil)
  }

  /// Refuses what was asked for by name where all of it is held, or is not ripe.
  private func requireFree() throws(PromotionError) {
    let held = plan.fields.filter { planned in
      guard planned.isWaiting else { return false }
      return promoter.request.only.contains { pattern in
        pattern.matches(planned) && !plan.promoted.contains(where: pattern.matches)
      }
    }
    guard held.isEmpty else { throw .refused(plan.waiting) }
  }

  /// The source as far as it renders, for what the plan's places do not explain.
  private func sourceEnvironment() -> RenderedEnvironment? {
    let state = try? promoter.states.state(of: plan.sourceCommit)
    return state?.attempt(plan.source.name, plan.source.targets).rendered
  }

  /// Requires that no target of an app that was not asked for renders a byte differently.
  ///
  /// What reads no file that changes is not among those that were rendered, and renders as it did.
  private func requireUnchosenUntouched(
    _ before: RenderedEnvironment, _ after: RenderedEnvironment
  ) throws(PromotionError) {
    let chosen = ChosenTargets(of: plan, promoter.request)
    var leaks: [Diagnostic] = []
    for target in before.targets.map(\.target) where !chosen.contain(target) {
      let (old, new) = (before.part(target), after.part(target))
      guard try text(old) != text(new) else { continue }
      let first = EnvironmentComparison(hiding: promoter.wish).compare(old, new).objects.first
      leaks.append(
        Diagnostic(
          rule: .promotionLeak, severity: .error,
          message: "\(target.app), which was not asked for, would change too"
            + (first?.identity.map { ": \($0.description)" } ?? ""),
          primary: first?.fields.first?.new?.location,
          help: "ask for it too, or for the field by its path, as images[name]",
          environments: [plan.target.name]))
    }
    guard leaks.isEmpty else { throw .refused(leaks) }
  }

  /// Requires that no other environment renders a byte differently, but for the target's own part of a file that
  /// one of them is made of.
  private func requireUntouched(
    _ states: inout TargetStates, but shared: SharedFileChanges
  ) throws(PromotionError) {
    var leaks: [Diagnostic] = []
    for environment in promoter.request.others + [plan.source] where environment != plan.target {
      let state = try states.states(
        of: environment, becoming: environment, mustRender: false)
      guard try text(state.before) != text(state.after) else { continue }
      let diff = EnvironmentComparison().compare(state.before, state.after)
      if shared.explain(diff) { continue }
      let first = diff.objects.first
      leaks.append(
        Diagnostic(
          rule: .promotionLeak, severity: .error,
          message: "\(environment.title) would change too"
            + (first?.identity.map { ": \($0.description)" } ?? ""),
          primary: first?.fields.first?.new?.location, environments: [environment.name]))
    }
    guard leaks.isEmpty else { throw .refused(leaks) }
  }

  private func text(_ environment: RenderedEnvironment) throws(PromotionError) -> [UInt8] {
    do { return try environment.text() } catch { throw .render(error) }
  }
}

extension RenderedEnvironment {
  /// What one target renders of it.
  fileprivate func part(_ target: Target) -> RenderedEnvironment {
    RenderedEnvironment(name: name, targets: targets.filter { $0.target == target })
  }
}

extension Diagnostic {
  /// The same as what is worth knowing.
  fileprivate var lessened: Diagnostic {
    var diagnostic = self
    diagnostic.severity = .warning
    return diagnostic
  }

  /// The same as what stands in the way.
  fileprivate var refusing: Diagnostic {
    var diagnostic = self
    diagnostic.severity = .error
    diagnostic.help =
      "--fetch reads what is elsewhere; --allow-unproven promotes without having seen it"
    return diagnostic
  }
}
