import ArgumentParser
import Environments
import Git
import Pipeline
import Promotion

/// Writes the promotion's commit to a branch of its own.
struct PromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Write the commit that promotes one environment to another, on a new branch.",
    discussion: """
      Takes what the source changed since both were alike, in whatever files the environments have \
      to themselves, edits only those bytes of the target's files, renders the outcome, requires \
      that it changes what was planned and no other environment, and checks it as an update of what \
      is there: an error that the target does not have today refuses it. What only the target \
      changed stays, and is listed as a hotfix; what both changed is refused unless something says \
      which wins. What differs and is not part of it is listed. Reads and writes the object \
      database only: the working tree, the index and HEAD stay as they are. A second run finds the branch that the first one made.

      The branch is made upon the default branch of the remote as it was last fetched, or upon HEAD \
      where no remote has one. A base in another repository is read where it is at hand; without, \
      the plan is shown all the same, and --allow-unproven makes it. A push goes through only where \
      the remote has no such branch yet: what anybody else put there stays. While pipeline.yaml's \
      freeze lasts, or a file FREEZE stands beside it, nothing is promoted without --override. What a \
      rollback took back stays until --release-hold says why it may go on.

      Where pipeline.yaml gives the target a soak, a value moves once it has been in the source for \
      that long; what is too young is listed with when it is ripe. Before a push the remote's branch \
      is asked for: where it moved on, the promotion is made upon it if it is the same change.

      Where pipeline.yaml gives the target waves, as waves: [[eu-1], [eu-2, us-1]], its clusters are \
      promoted to one group after the other: the first from the source, each other one from the wave \
      before. A run promotes to the next wave that lacks something, or to --wave, which is refused \
      where the wave before has nothing for it since it lacks that itself. What the clusters of a wave \
      do not have alike stays, and is listed.

      --plan writes what it would be to a file, without a secret in clear, for people to look at; \
      --apply makes it. The plan is made again from the commits that the file names, and must come to \
      the same in every word; where the branch has moved on since, it must be the same change there \
      too. Freezes and checks count when it is applied. A file allows nothing by itself: --onto, \
      --config and --override are said again.

      EXIT STATUS:
        0  promoted, or found on its branch; with --dry-run, it can be
        1  refused: a conflict, an effect that was not planned, or a new error
        2  the job could not be done
        3  there is nothing to promote
        4  nothing that a promotion moves differs, but something else does, and is listed

      EXAMPLES:
        sluice promote staging production --dry-run
        sluice promote staging production --dry-run --format html > promotion.html
        sluice promote staging production
        sluice promote staging production --only 'images[*].newTag'
        sluice promote staging production --only web --exclude 'Deployment/web spec.replicas'
        sluice promote staging production --allow-unproven
        sluice promote staging production --from-revision HEAD~2 --onto release
        sluice promote staging production --as-of 2026-11-27T18:00Z
        sluice promote staging production --dry-run --date 2026-11-30T09:00Z
        sluice promote staging production --only web --plan web.json
        sluice promote --apply web.json --push origin
        sluice promote staging production --push origin --prune
        sluice promote staging production --pull-request
        sluice promote staging production --override 'the incident 4711 needs it'
        sluice promote staging production --release-hold 'fixed in 1.4.3'
        sluice promote production staging --backport
        sluice promote staging production --wave 2
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var making: PromotionRunOptions

  @Argument(help: ArgumentHelp("The environment that changes come from.", valueName: "from"))
  var source: String?

  @Argument(help: ArgumentHelp("The environment that they go to.", valueName: "to"))
  var target: String?

  @Option(
    help: ArgumentHelp(
      "Write the plan to a file, to be applied later, and make no commit.", valueName: "file"))
  var plan: String?

  @Option(
    help: ArgumentHelp(
      """
      Make the promotion that a file plans: that very change, or none where it comes to another by \
      now.
      """, valueName: "file"))
  var apply: String?

  @Option(
    name: .customLong("from-revision"),
    help: ArgumentHelp(
      """
      Promote the source as this commit has it; by default as the branch has it that the promotion \
      is made upon.
      """, valueName: "rev"))
  var fromRevision: String?

  @Option(
    help: ArgumentHelp(
      "Promote the source as it was at this date or time, as 2026-11-28T12:00Z.",
      valueName: "date"))
  var asOf: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Take these only: fields, images, objects, apps or files; may be repeated.",
      valueName: "field"))
  var only: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Leave these; may be repeated.", valueName: "field"))
  var exclude: [String] = []

  @Option(help: "Which side wins where both changed a field: source or target.")
  var take: PreferredSide?

  @Option(
    help: ArgumentHelp(
      "Promote to this wave of the target, from the one before; by default to the next that lacks something.",
      valueName: "number"))
  var wave: Int?

  @Flag(help: "Go against the pipeline's order: take back what was changed in the source alone.")
  var backport = false

  @Option(
    help: ArgumentHelp(
      "Move what rollbacks took back, too; the reason stands in the commit.", valueName: "reason"))
  var releaseHold: String?

  func validate() throws {
    try validatePlan()
    guard fromRevision == nil || asOf == nil else {
      throw ValidationError("--from-revision and --as-of exclude one another")
    }
    guard asOf.map({ Freeze.moment($0) != nil }) ?? true else {
      throw ValidationError("--as-of needs a date or a time, as 2026-11-28T12:00Z")
    }
    try making.requireReason(releaseHold, for: "--release-hold")
  }

  func run() throws {
    try global.enterDirectory()
    if let apply { return try self.apply(apply) }
    guard let source, let target else { return }
    var choices: PromotionChoices?
    try PromotionRun(making, global).run(
      keeping: plan.map { path in
        { proven in
          guard let choices else { return }
          try keep(try PlanFile(proven.plan, of: choices), in: path)
        }
      }
    ) { start in
      var options = try self.options(start)
      // A plan waits for the end of a freeze; what is made of it then is held by one.
      if plan != nil { options.moment = nil }
      let promoter = try start.pipeline.promoter(
        from: source, to: target, options: options, in: start.repository)
      choices = try self.choices(source, target, options, start)
      choices?.wave = promoter.request.target.wave ?? options.wave
      return promoter
    }
  }

  private func options(_ start: PromotionRun.Start) throws -> PromotionOptions {
    var options = start.options
    if let fromRevision { options.sourceRevision = fromRevision }
    if let asOf, let moment = Freeze.moment(asOf) {
      guard let commit = try start.base.commit(asOf: moment, in: start.repository) else {
        throw Failure("\(start.base.name) has no commit that is as old as \(asOf)")
      }
      options.sourceRevision = commit.hex
    }
    options.only = only
    options.exclude = exclude
    options.preference = take?.side
    options.isBackport = backport
    options.wave = wave
    options.releaseReason = releaseHold
    return options
  }
}

/// Which side wins where both changed.
enum PreferredSide: String, ExpressibleByArgument, CaseIterable {
  case source, target

  var side: PromotionRequest.Side { self == .source ? .source : .target }
}
