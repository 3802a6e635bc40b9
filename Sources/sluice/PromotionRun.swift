import Comparison
import Display
import Environments
import Forecast
import Git
import Glibc
import Pipeline
import Promotion

/// Makes a promotion or a rollback, says what comes of it, and pushes it where that is asked for.
struct PromotionRun {
  private let global: GlobalOptions
  private let options: PromotionRunOptions

  init(_ options: PromotionRunOptions, _ global: GlobalOptions) {
    self.options = options
    self.global = global
  }

  /// What a promoter is made from.
  struct Start {
    var repository: Repository
    /// What the commit is made upon.
    var base: BaseBranch
    /// The pipeline as that has it.
    var pipeline: GitOpsPipeline
    /// What the options say that are common to all.
    var options: PromotionOptions
    /// The pipeline as another commit has it.
    var pipelineAt: (ObjectID) throws -> GitOpsPipeline
  }

  /// - Parameters:
  ///   - keep: is given what is proven instead of a commit being made; nil for a commit.
  ///   - promoter: makes what promotes.
  /// - Throws: ``Outcome`` or ``Failure`` where it does not end with a commit, or with what was found.
  func run(
    keeping keep: ((ProvenPromotion) throws -> Void)? = nil,
    _ promoter: (Start) throws -> Promoter
  ) throws {
    do {
      try promote(promoter, keep)
    } catch let error as GitError {
      throw Failure(error.description)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private var remote: String? { options.push ?? (options.pullRequest ? "origin" : nil) }

  /// How often a promotion is planned anew, since its branch moved on meanwhile.
  private static let attempts = 5

  /// The branch moved on between the plan and the push.
  private struct Moved: Error {
    let plan: PromotionPlan
    let base: BaseBranch
  }

  private func promote(
    _ promoter: (Start) throws -> Promoter, _ keep: ((ProvenPromotion) throws -> Void)?
  ) throws {
    let repository = try Repository.discover(
      from: ".", environment: processEnvironment(), trust: global.trustRepository,
      fetching: options.fetch)
    let first = try BaseBranch.find(options.onto, remote: remote, in: repository)
    var (base, planned): (BaseBranch, PromotionPlan?) = (first, nil)
    for _ in 0..<Self.attempts {
      do {
        return try promote(
          from: first, upon: base, as: planned, in: repository, promoter, keep)
      } catch let moved as Moved {
        let commits: Shown = "from \(base.commit.short) to \(moved.base.commit.short)"
        try write(
          "note: \(base.name) has moved on \(commits), and is planned upon anew\n",
          to: STDERR_FILENO)
        planned = planned ?? moved.plan
        base = moved.base
      }
    }
    throw Failure("\(base.name) moves on faster than a promotion can be made upon it")
  }

  /// - Parameters:
  ///   - first: what the source is taken from unless it is named.
  ///   - planned: what must come out upon another base too; nil for whatever does.
  private func promote(
    from first: BaseBranch, upon base: BaseBranch, as planned: PromotionPlan?,
    in repository: Repository, _ promoter: (Start) throws -> Promoter,
    _ keep: ((ProvenPromotion) throws -> Void)?
  ) throws {
    let pipeline = try pipeline(at: base.commit, of: repository)
    let talk = PromotionTalk(global: global, format: options.format, upon: base) {
      options.dryRun || keep != nil ? pipeline.forecast(of: $0) : nil
    }
    var common = options.options(upon: base)
    common.sourceRevision = first.commit.hex
    var seen: ObjectID?
    do {
      let promoter = try promoter(
        Start(repository: repository, base: base, pipeline: pipeline, options: common) {
          try self.pipeline(at: $0, of: repository)
        })
      try talk.remark(of: promoter.request, in: repository)
      let extent: PromotionExtent = options.dryRun || keep != nil ? .proof : .commit
      let outcome = try promoter.promote(upTo: extent) { step in
        try talk.hear(step)
        switch step {
        case .planned(let plan):
          try talk.remark(try promoter.remarks(on: plan))
          try planned?.requireSame(plan)
          if let remote, !plan.promoted.isEmpty { seen = try promoter.seen(plan, on: remote) }
        case .proven(let proven):
          guard let remote, extent == .commit else { break }
          if let moved = try base.moved(on: remote, in: repository) {
            throw Moved(plan: proven.plan, base: moved)
          }
        case .compared: break
        }
      }
      try finish(outcome, promoter, pipeline, base, over: seen, talk)
      if case .proven(let proven) = outcome { try keep?(proven) }
    } catch let error as PromotionError {
      try talk.refuse(error)
    }
  }

  /// The pipeline as a commit has it.
  private func pipeline(at commit: ObjectID, of repository: Repository) throws -> GitOpsPipeline {
    var workspace = try Workspace.revision(commit.hex, of: repository)
    workspace.remotes = try RemoteRepositories(
      from: ".", fetching: options.fetch, trust: global.trustRepository)
    let configuration = try Discovery(workspace).configuration(
      at: try options.config.map { try workspace.path(of: $0) })
    return GitOpsPipeline(configuration, in: workspace, width: 1)
  }

  /// Says how it ended, and does what is left to do.
  private func finish(
    _ outcome: PromotionOutcome, _ promoter: Promoter, _ pipeline: GitOpsPipeline,
    _ base: BaseBranch, over seen: ObjectID?, _ talk: PromotionTalk
  ) throws {
    let prunes = options.prune && !options.dryRun
    try talk.superseded(
      try promoter.superseded(by: outcome.plan).map { branch in
        (branch, prunes ? try promoter.prune(branch, on: remote) : false)
      })
    let (commit, proven): (PromotionCommit, ProvenPromotion)
    switch outcome {
    case .nothingToPromote(_, let uncovered):
      try talk.end(.nothing)
      throw uncovered.isEmpty ? Outcome.nothingToPromote : Outcome.uncovered
    case .proven: return try talk.end(.planned)
    case .created(let made, let plan):
      try talk.end(.promoted, made)
      (commit, proven) = (made, plan)
    case .existing(let found, let plan):
      try talk.end(.found, found)
      (commit, proven) = (found, plan)
    }
    guard let remote else { return }
    let review =
      options.pullRequest
      ? try Review(
        commit, proven.reviewBody(with: pipeline.forecast(of: proven)), base, remote,
        promoter.repository, options.forge) : nil
    try push(commit, by: promoter, over: seen, to: remote, for: review, talk)
  }

  private func push(
    _ commit: PromotionCommit, by promoter: Promoter, over seen: ObjectID?, to remote: String,
    for review: Review?, _ talk: PromotionTalk
  ) throws {
    if let review, review.forge == .agit {
      return try talk.pushed(try review.pushForReview(), commit, to: remote)
    }
    try talk.pushed(
      try promoter.push(
        commit, to: remote, over: seen,
        options: review?.forge == .pushOptions ? review?.request.pushOptions ?? [] : []),
      commit, to: remote)
    if let review, [.gh, .glab].contains(review.forge) {
      try talk.requested(try promoter.repository.request(review.request, by: review.forge))
    }
  }
}
