import ArgumentParser
import Display
import Environments
import Glibc
import Pipeline
import YAML

/// Says which environments a tree has.
struct EnvironmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environments",
    abstract: "Show which environments the tree has, and which file said so.",
    discussion: """
      Reads pipeline.yaml, which may name directories by patterns (apps/{app}/staging) and whole revisions \
      (ref: env/production), or else the Kustomizations that Flux reconciles from the repository, or else \
      the Applications and ApplicationSets of Argo CD, or else the names of directories. Each environment \
      is shown with its targets, the app that pairs a target \
      with those of other environments, and the line that names it; then what was come upon and is not \
      looked into.

      EXAMPLES:
        sluice environments
        sluice environments --rev main
        sluice environments --format json | jq -r '.environments[].targets[].path'
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(
    help: ArgumentHelp("A directory to look in instead of the whole tree.", valueName: "path"))
  var path: String?

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(help: "How environments are printed: text or json.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func run() throws {
    try global.enterDirectory()
    do {
      let workspace = try tree.workspace(at: path ?? ".", trust: global.trustRepository)
      let found = try Discovery(workspace).configuration(
        at: try config.map { try workspace.path(of: $0) },
        of: try path.map { try workspace.path(of: $0) })
      let list = EnvironmentList(found)
      switch format {
      case .text: try global.print(list.shown)
      case .json: try write(.answers(list.json.answer + "\n".utf8), to: STDOUT_FILENO)
      }
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
  }
}
