import ArgumentParser
import Diagnostics
import Display
import Environments
import Git
import Pipeline
import Promotion
import Values

/// Plans in files.
extension PromoteCommand {
  /// Refuses options that a plan's file leaves without a meaning.
  func validatePlan() throws {
    if apply == nil {
      guard source != nil, target != nil else {
        throw ValidationError("a promotion needs the environments: from and to")
      }
    } else if source != nil || fromRevision != nil || asOf != nil || !only.isEmpty
      || !exclude.isEmpty || take != nil || backport || releaseHold != nil || plan != nil
      || wave != nil
    {
      throw ValidationError("the file that --apply names says what is promoted")
    }
    if plan != nil, making.dryRun || making.push != nil || making.pullRequest || making.prune {
      throw ValidationError(
        "--plan makes no commit: --dry-run, --push, --pull-request and --prune go with --apply")
    }
  }

  /// What is asked for, as a file keeps it.
  func choices(
    _ source: String, _ target: String, _ options: PromotionOptions, _ start: PromotionRun.Start
  ) throws -> PromotionChoices {
    var choices = PromotionChoices(
      from: source, try start.repository.resolve(options.sourceRevision), to: target,
      start.base.commit, on: terms(start))
    choices.only = options.only
    choices.exclude = options.exclude
    choices.preference = options.preference
    choices.isBackport = options.isBackport
    choices.releaseReason = options.releaseReason
    if try start.pipeline.configuration.environment(named: target).soak != nil {
      choices.moment = options.planMoment
    }
    return choices
  }

  private func terms(_ start: PromotionRun.Start) -> PlanTerms {
    PlanTerms(
      onto: start.base.name, configuration: making.config, override: making.override)
  }

  func keep(_ file: PlanFile, in path: String) throws {
    try write(.machine(.answers(file.bytes)), toFile: path)
    if making.format == .text { try global.print("\nwrote the plan to \(path)\n") }
  }

  /// Does what a file plans, or says what moved since.
  func apply(_ path: String) throws {
    let source = SourceFile(path: path, bytes: try readAll(ofFile: path))
    try PromotionRun(making, global).run { start in
      let file = try PlanFile(source, on: terms(start), at: .now)
      let choices = file.choices
      for commit in [choices.sourceCommit, choices.targetCommit]
      where (try? start.repository.commit(commit)) == nil {
        throw Failure(
          "\(path) was planned upon \(commit.short), which is not in this repository: "
            + "fetch it, or apply the plan where it was made")
      }
      let old = try promoter(of: choices, upon: choices.targetCommit, start).plan()
      try file.requireMade(of: old)
      let promoter = try promoter(of: choices, upon: start.base.commit, start)
      if start.base.commit != choices.targetCommit { try old.requireSame(try promoter.plan()) }
      return promoter
    }
  }

  /// What promotes so upon a commit, by that commit's own pipeline.
  private func promoter(
    of choices: PromotionChoices, upon commit: ObjectID, _ start: PromotionRun.Start
  ) throws -> Promoter {
    var options = start.options
    options.sourceRevision = choices.sourceCommit.hex
    options.targetRevision = commit.hex
    options.only = choices.only
    options.exclude = choices.exclude
    options.preference = choices.preference
    options.isBackport = choices.isBackport
    options.wave = choices.wave
    options.releaseReason = choices.releaseReason
    options.planMoment = choices.moment ?? options.planMoment
    let pipeline = commit == start.base.commit ? start.pipeline : try start.pipelineAt(commit)
    return try pipeline.promoter(
      from: choices.source, to: choices.target, options: options, in: start.repository)
  }
}
