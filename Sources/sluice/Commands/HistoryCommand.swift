import ArgumentParser
import Diagnostics
import Display
import Environments
import Git
import Glibc
import Kubernetes
import Promotion
import YAML

/// Tells how an environment came to be what it is.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Tell the promotions, hotfixes and other changes of an environment, from Git alone.",
    discussion: """
      Walks the main line back and tells of each commit that changed a file which the environment \
      has to itself: whether it was a promotion, and from which commit, a backport, a hotfix and why, \
      a revert or another change by hand; who made it and when; and each field with what it was and \
      what it became. Secrets are never shown.

      EXAMPLES:
        sluice history production
        sluice history production --app web --limit 5
        sluice history production --wave 2
        sluice history production --field 'images[*].newTag'
        sluice history production --format json
      """
  )

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("The environment.", valueName: "environment"))
  var environment: String

  @Option(help: ArgumentHelp("Changes of this app only.", valueName: "app"))
  var app: String?

  @Option(help: ArgumentHelp("Changes of this wave's clusters only.", valueName: "number"))
  var wave: Int?

  @Option(
    help: ArgumentHelp("Changes of these fields only, as --only of promote.", valueName: "pattern"))
  var field: String?

  @Option(help: ArgumentHelp("How many to tell; 0 for all.", valueName: "count"))
  var limit = 20

  @Option(help: ArgumentHelp("Begin at this commit, branch or tag.", valueName: "rev"))
  var rev = "HEAD"

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(help: "How they are printed: text, or json with an object on each line.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func run() throws {
    try global.enterDirectory()
    do {
      try tell()
    } catch let error as GitError {
      throw Failure(error.description)
    } catch let error as PromotionError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    } catch let error as FieldPattern.Malformed {
      throw Failure(error.description)
    }
  }

  private func tell() throws {
    let repository = try Repository.discover(
      from: ".", environment: processEnvironment(), trust: global.trustRepository)
    let workspace = try Workspace.revision(rev, of: repository)
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) })
    if let app { _ = try configuration.limited(toApps: [app]) }
    let whole = try configuration.environment(named: environment)
    let environment = try wave.map { number in try whole.wave(number) } ?? whole
    let pattern = try field.map { text in try FieldPattern(text) }
    let history = EnvironmentHistory(
      of: environment, others: configuration.others(than: [environment]),
      in: repository)
    var count = 0
    try history.entries(before: repository.resolve(rev)) { entry in
      let meant = entry.limited { planned in
        app.map(planned.apps.contains) ?? true && pattern.map { $0.matches(planned) } ?? true
      }
      guard let meant else { return true }
      switch format {
      case .text: try global.print(meant.shown)
      case .json: try write(.answers(meant.json.answer + "\n".utf8), to: STDOUT_FILENO)
      }
      count += 1
      return limit == 0 || count < limit
    }
    if count == 0, format == .text {
      try global.print("nothing that is the environment's own has changed so\n")
    }
  }
}
