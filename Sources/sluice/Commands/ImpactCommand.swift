import ArgumentParser
import Comparison
import Diagnostics
import Display
import Environments
import Git
import Glibc
import Pipeline
import YAML

/// Says what a range of commits changes in each environment.
struct ImpactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Say what a range of commits changes in each environment.",
    discussion: """
      Renders every environment that the commits may reach, before and after them, and tells by \
      environment which objects and fields change, with the lines that do it; which workloads \
      restart and why; what the API server does not let change so, and what to do; which claims, \
      namespaces and definitions go, and what goes with them; and which images give way to others. \
      The commits are held to what protects environments: a change of a protected one that is \
      neither a promotion nor says `Sluice-Hotfix: reason` is an error.

      The exit status is 0, 1 when a protected environment changes without a promotion, and 2 when \
      an environment cannot be compared.

      EXAMPLES:
        sluice impact origin/main...HEAD
        sluice impact v1.4.0..v1.5.0 --format json
        sluice impact origin/main...HEAD --format markdown
        sluice impact origin/main...HEAD --format html > impact.html
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(
    help: ArgumentHelp(
      "A..B, or A...B for what B has beyond the newest commit in common.", valueName: "range"))
  var range: String

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(help: "How the impact is printed: text, json, markdown or html.")
  var format: DiffCommand.Format = .text

  func validate() throws {
    guard !tree.staged, !tree.worktree, tree.rev == nil else {
      throw ValidationError("a range of commits says which trees are read")
    }
  }

  func run() throws {
    try global.enterDirectory()
    let impact: Impact
    do {
      impact = try self.impact()
    } catch let error as GitError {
      throw Failure(error.description)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    switch format {
    case .text:
      try global.report(impact.findings)
      try global.print(impact.shown)
    case .markdown: try global.print(impact.markdown())
    case .html: try write(impact.page, to: STDOUT_FILENO)
    case .json: try write(.answers(impact.json.answer + "\n".utf8), to: STDOUT_FILENO)
    }
    let errors = impact.findings.filter { $0.severity == .error }
    guard errors.allSatisfy({ $0.rule == Impact.protectionRule }) else { throw Outcome.failed }
    guard errors.isEmpty else { throw Outcome.findings }
  }

  private func impact() throws -> Impact {
    let repository = try Repository.discover(
      from: ".", environment: processEnvironment(), trust: global.trustRepository)
    let ends = try repository.range(range)
    let (before, after) = (try pipeline(at: ends.from), try pipeline(at: ends.to))
    var impact = try after.impact(
      since: before, history: .commits(of: ends, in: repository.location))
    (impact.from, impact.to) = (ends.from.short, ends.to.short)
    return impact
  }

  private func pipeline(at commit: ObjectID) throws -> GitOpsPipeline {
    var tree = tree
    tree.rev = commit.hex
    let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) })
    return GitOpsPipeline(configuration, in: workspace, width: 1)
  }
}
