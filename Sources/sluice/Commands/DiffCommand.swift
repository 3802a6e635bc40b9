import ArgumentParser
import Comparison
import Display
import Environments
import Glibc
import Pipeline
import Reporting
import YAML

/// Shows how two environments differ.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what one environment has that another lacks, by meaning.",
    discussion: """
      Objects are paired across namespaces, prefixes and content hashes; entries of lists by the keys \
      that Kubernetes merges them by; `1000m` is `1`. Each difference names the lines that make it. \
      Values of Secrets are never shown. A name may carry a revision: production@HEAD~3.

      The exit status is 0 when the two are alike and 1 when they differ.

      EXAMPLES:
        sluice diff staging production
        sluice diff production@HEAD~3 production
        sluice diff staging production --staged
        sluice diff staging production --format json
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(help: ArgumentHelp("An environment, or environment@revision.", valueName: "old"))
  var from: EnvironmentName

  @Argument(help: ArgumentHelp("Another one.", valueName: "new"))
  var to: EnvironmentName

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(help: "How differences are printed: text or json.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func run() throws {
    try global.enterDirectory()
    let diff: SemanticDiff
    do {
      let (old, new) = (try render(from), try render(to))
      diff = EnvironmentComparison(hiding: new.wish).compare(old.environment, new.environment)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    switch format {
    case .text: try global.print(diff.shown)
    case .json: try write(.answers(diff.json.answer + "\n".utf8), to: STDOUT_FILENO)
    }
    guard diff.isEmpty else { throw Outcome.findings }
  }

  private func render(
    _ name: EnvironmentName
  ) throws -> (environment: RenderedEnvironment, wish: EnvironmentComparison.SecrecyWish) {
    var tree = tree
    if let revision = name.revision {
      tree.rev = revision
      tree.staged = false
    }
    let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) })
    let pipeline = GitOpsPipeline(configuration, in: workspace, width: 1)
    let rendered = try EnvironmentRenderer(workspace)
      .render(try configuration.environment(named: name.name))
    try global.report(rendered.warnings)
    return (rendered, pipeline.secrecyWish)
  }
}

/// An environment, possibly as a revision has it: `production@HEAD~3`.
struct EnvironmentName: ExpressibleByArgument {
  var name: String
  var revision: String?

  init?(argument: String) {
    guard let at = argument.firstIndex(of: "@") else {
      name = argument
      return
    }
    name = String(argument[..<at])
    let revision = String(argument[argument.index(after: at)...])
    guard !name.isEmpty, !revision.isEmpty else { return nil }
    self.revision = revision
  }
}
