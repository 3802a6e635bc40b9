import ArgumentParser
import Comparison
import Display
import Environments
import Forecast
import Git
import Pipeline
import Promotion
import Values

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
      which wins. What differs and is not part of it is listed. Reads and writes the object database only: the working tree, the index and \
      HEAD stay as they are. A second run finds the branch that the first one made.

      The branch is made upon the default branch of the remote as it was last fetched, or upon HEAD \
      where no remote has one. A base in another repository is read where it is at hand; without, \
      the plan is shown all the same, and --allow-unproven makes it. A push goes through only where \
      the remote has no such branch yet: what anybody else put there stays. While pipeline.yaml's \
      freeze lasts, or a file FREEZE stands beside it, nothing is promoted without --override.

      EXIT STATUS:
        0  promoted, or found on its branch; with --dry-run, it can be
        1  refused: a conflict, an effect that was not planned, or a new error
        2  the job could not be done
        3  there is nothing to promote
        4  nothing that a promotion moves differs, but something else does, and is listed

      EXAMPLES:
        sluice promote staging production --dry-run
        sluice promote staging production
        sluice promote staging production --only 'images[*].newTag'
        sluice promote staging production --only web --exclude 'Deployment/web spec.replicas'
        sluice promote staging production --allow-unproven
        sluice promote staging production --from-revision HEAD~2 --onto release
        sluice promote staging production --push origin --prune
        sluice promote staging production --pull-request
        sluice promote staging production --override 'the incident 4711 needs it'
        sluice promote production staging --backport
      """
  )

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("The environment that changes come from.", valueName: "from"))
  var source: String

  @Argument(help: ArgumentHelp("The environment that they go to.", valueName: "to"))
  var target: String

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
      "Make the promotion upon this branch; by default upon the remote's own.", valueName: "branch")
  )
  var onto: String?

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

  @Flag(help: "Go against the pipeline's order: take back what was changed in the source alone.")
  var backport = false

  @Option(
    help: ArgumentHelp(
      "Promote in spite of the errors that checks find; the reason stands in the commit.",
      valueName: "reason"))
  var override: String?

  @Flag(
    help: """
      Fetch what kustomizations name by the URL of another repository, and what a partial clone left \
      out.
      """)
  var fetch = false

  @Flag(
    help: "Change also what cannot be rendered, as where a remote base is not at hand; it is named."
  )
  var allowUnproven = false

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Show the plan and its effects, and write nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Push the branch to this remote.", valueName: "remote"))
  var push: String?

  @Flag(
    help: """
      Push the branch and make a pull request of it, with gh or glab where the remote's host has one \
      and it is installed, by push options or AGit otherwise.
      """)
  var pullRequest = false

  @Option(
    help: ArgumentHelp(
      "How a pull request is made: gh, glab, push-options or agit.", valueName: "way"))
  var forge: Forge?

  @Flag(inversion: .prefixedNo, help: "Sign the commit; by default as commit.gpgSign says.")
  var sign: Bool?

  @Flag(help: "Remove the branches of earlier plans that are not merged and as they were made.")
  var prune = false

  @Option(help: "How the plan and its effects are printed: text, json or markdown.")
  var format: DiffCommand.Format = .text

  func validate() throws {
    guard forge == nil || pullRequest else {
      throw ValidationError("--forge says how --pull-request is made")
    }
    if let override, override.allSatisfy(\.isWhitespace) || override.contains(where: \.isNewline) {
      throw ValidationError("--override needs a reason, on one line")
    }
  }

  func run() throws {
    try global.enterDirectory()
    do {
      try promote()
    } catch let error as GitError {
      throw Failure(error.description)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private func promote() throws {
    let repository = try Repository.discover(
      from: ".", environment: processEnvironment(), trust: global.trustRepository, fetching: fetch)
    let push = self.push ?? (pullRequest ? "origin" : nil)
    let base = try BaseBranch.find(onto, remote: push, in: repository)
    var workspace = try Workspace.revision(base.commit.hex, of: repository)
    workspace.remotes = try RemoteRepositories(
      from: ".", fetching: fetch, trust: global.trustRepository)
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) })
    let pipeline = GitOpsPipeline(configuration, in: workspace, width: 1)
    let promoter = try pipeline.promoter(
      from: source, to: target, options: options(upon: base), in: repository)
    let talk = PromotionTalk(global: global, format: format, upon: base) {
      dryRun ? pipeline.forecast(of: $0) : nil
    }
    try talk.remark(of: promoter.request, in: repository)
    var seen: ObjectID?
    do {
      let outcome = try promoter.promote(upTo: dryRun ? .proof : .commit) { step in
        try talk.hear(step)
        if case .planned(let plan) = step, let push, !plan.promoted.isEmpty {
          seen = try promoter.seen(plan, on: push)
        }
      }
      try finish(outcome)
    } catch let error as PromotionError {
      try talk.refuse(error)
    }

    /// Says how it ended, and does what is left to do.
    func finish(_ outcome: PromotionOutcome) throws {
      try talk.superseded(try superseded(outcome.plan))
      switch outcome {
      case .nothingToPromote(_, let uncovered):
        try talk.end(.nothing)
        throw uncovered.isEmpty ? Outcome.nothingToPromote : Outcome.uncovered
      case .proven: try talk.end(.planned)
      case .created(let commit, let proven):
        try talk.end(.promoted, commit)
        try pushIfAsked(commit, proven)
      case .existing(let commit, let proven):
        try talk.end(.found, commit)
        try pushIfAsked(commit, proven)
      }
    }

    func superseded(_ plan: PromotionPlan) throws -> [(SupersededBranch, isGone: Bool)] {
      try promoter.superseded(by: plan).map { branch in
        (branch, prune && !dryRun ? try promoter.prune(branch, on: push) : false)
      }
    }

    func pushIfAsked(_ commit: PromotionCommit, _ proven: ProvenPromotion) throws {
      guard let push else { return }
      let review =
        try pullRequest
        ? Review(
          commit, proven.reviewBody(with: pipeline.forecast(of: proven)), base, push, repository,
          forge) : nil
      if let review, review.forge == .agit {
        return try talk.pushed(try review.pushForReview(), commit, to: push)
      }
      try talk.pushed(
        try promoter.push(
          commit, to: push, over: seen,
          options: review?.forge == .pushOptions ? review?.request.pushOptions ?? [] : []),
        commit, to: push)
      if let review, [.gh, .glab].contains(review.forge) {
        try talk.requested(try repository.request(review.request, by: review.forge))
      }
    }
  }

  private func options(upon base: BaseBranch) -> PromotionOptions {
    var options = PromotionOptions()
    options.sourceRevision = fromRevision ?? base.commit.hex
    options.targetRevision = base.commit.hex
    options.only = only
    options.exclude = exclude
    options.preference = take?.side
    options.override = override
    options.moment = .now
    options.signing = sign.map { $0 ? .always : .never } ?? .asConfigured
    options.isBackport = backport
    options.allowsUnproven = allowUnproven
    return options
  }
}

extension Forge: ExpressibleByArgument {}

/// How a promotion is printed.
enum PromotionFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Which side wins where both changed.
enum PreferredSide: String, ExpressibleByArgument, CaseIterable {
  case source, target

  var side: PromotionRequest.Side { self == .source ? .source : .target }
}
