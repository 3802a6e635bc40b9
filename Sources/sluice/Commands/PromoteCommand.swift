import ArgumentParser
import Comparison
import Display
import Environments
import Git
import Glibc
import Pipeline
import Promotion
import Reporting

/// Writes the promotion's commit to a branch of its own.
struct PromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Write the commit that promotes one environment to another, on a new branch.",
    discussion: """
      Takes what the source has and the target lacks among image tags, digests and generator \
      literals, edits only those bytes of the target's files, renders the outcome, requires that it \
      changes what was planned and no other environment, and checks it as an update of what is \
      there. Reads and writes the object database only: the working tree, the index and HEAD stay as \
      they are. A second run finds the branch that the first one made.

      The exit status is 1 when the promotion is refused: by a conflict, an effect that was not \
      planned, or a finding.

      EXAMPLES:
        sluice promote staging production --dry-run
        sluice promote staging production
        sluice promote staging production --only 'images[*].newTag'
        sluice promote staging production --from-revision HEAD~2
        sluice promote staging production --push origin
      """
  )

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("The environment that changes come from.", valueName: "from"))
  var source: String

  @Argument(help: ArgumentHelp("The environment that they go to.", valueName: "to"))
  var target: String

  @Option(
    name: .customLong("from-revision"),
    help: ArgumentHelp("Promote the source as this commit has it.", valueName: "rev"))
  var fromRevision: String = "HEAD"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Take these fields only; may be repeated.", valueName: "field"))
  var only: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Leave these fields; may be repeated.", valueName: "field"))
  var exclude: [String] = []

  @Option(help: "Which side wins where both changed a field: source or target.")
  var take: PreferredSide?

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Flag(help: "Show the plan and its effects, and write nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Push the branch to this remote.", valueName: "remote"))
  var push: String?

  func run() throws {
    try global.enterDirectory()
    do {
      try promote()
    } catch let error as GitError {
      throw Failure(error.description)
    } catch let error as PromotionError {
      try global.report(error.diagnostics)
      if case .refused = error { throw Outcome.findings }
      throw Outcome.failed
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private func promote() throws {
    let repository = try Repository.discover(
      from: ".", environment: processEnvironment(), trust: global.trustRepository)
    let workspace = try Workspace.revision("HEAD", of: repository)
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) })
    let promoter = try GitOpsPipeline(configuration, in: workspace, width: 1)
      .promoter(from: source, to: target, options: options, in: repository)
    switch try promoter.promote(upTo: dryRun ? .proof : .commit, telling: tell) {
    case .nothingToPromote, .proven: return
    case .created(let commit, _):
      try global.print("\ncommitted \(commit.id.short) to \(commit.branch)\n")
      try pushIfAsked(commit, by: promoter)
    case .existing(let commit, _):
      let remark: Shown = commit.isCurrent ? "" : "; HEAD has moved on since"
      try global.print(
        "\n\(commit.branch) holds this promotion already, as \(commit.id.short)\(remark)\n")
      try pushIfAsked(commit, by: promoter)
    }
  }

  private func tell(_ step: PromotionStep) throws(FileError) {
    switch step {
    case .planned(let plan): try global.print(plan.shown)
    case .proven(let proven):
      try global.report(proven.findings)
      try global.print("\n\(proven.delta.shown)")
    }
  }

  private func pushIfAsked(_ commit: PromotionCommit, by promoter: Promoter) throws {
    guard let push else { return }
    switch try promoter.push(commit, to: push) {
    case .alreadyThere: try global.print("\(push) has it already\n")
    case .accepted: try global.print("pushed to \(push)\n")
    case .refused(let transcript):
      try write(Shown(lines: transcript), to: STDERR_FILENO)
      throw Failure("\(push) did not take \(commit.branch)")
    }
  }

  private var options: PromotionOptions {
    var options = PromotionOptions()
    options.sourceRevision = fromRevision
    options.only = only
    options.exclude = exclude
    options.preference = take?.side
    return options
  }
}

/// Which side wins where both changed.
enum PreferredSide: String, ExpressibleByArgument, CaseIterable {
  case source, target

  var side: PromotionRequest.Side { self == .source ? .source : .target }
}
