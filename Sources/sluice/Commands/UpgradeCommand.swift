import ArgumentParser
import Diagnostics
import Display
import Environments
import Glibc
import Kubernetes
import Pipeline
import YAML

/// Says what another release of Kubernetes makes of the environments.
struct UpgradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Say what breaks, what is deprecated and what becomes possible with another release.",
    discussion: """
      Renders every environment once and asks servers of both releases about each object: what the \
      release that is taken refuses and the other does not; what it warns of, as an API that is \
      deprecated, and whether the other does too; what only it takes; and what both take and store \
      otherwise, because a feature is on in one of them or a default is another.

      The release that is left is that of pipeline.yaml unless --from names one. The exit status is 0, \
      1 when something breaks, and 2 when a part of the tree cannot be judged.

      EXAMPLES:
        sluice upgrade 1.37
        sluice upgrade --from 1.33 1.37
        sluice upgrade 1.37 manifests/ --format json
        sluice upgrade 1.37 --rev main --format markdown
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions
  @OptionGroup var parallel: ParallelOptions

  @Argument(help: ArgumentHelp("The release that is taken.", valueName: "release"))
  var release: KubernetesRelease

  @Argument(help: ArgumentHelp("A repository, or a directory of it.", valueName: "path"))
  var path: String?

  @Option(help: ArgumentHelp("The release that is left.", valueName: "release"))
  var from: KubernetesRelease?

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(
    name: [.customLong("environment"), .customShort("e")], parsing: .singleValue,
    help: ArgumentHelp("Look at this environment only; may be repeated.", valueName: "name"))
  var environments: [String] = []

  @Option(help: "How the summary is printed: text, json or markdown.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, markdown
  }

  func run() async throws {
    try global.enterDirectory()
    let upgrade: Upgrade
    do {
      upgrade = try await pipeline().upgrade(from: from, to: release, environments: environments)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    switch format {
    case .text: try global.print(upgrade.shown)
    case .markdown: try global.print(upgrade.markdown())
    case .json: try write(.answers(upgrade.json.answer + "\n".utf8), to: STDOUT_FILENO)
    }
    if upgrade.isIncomplete { throw Outcome.failed }
    if !upgrade.breaks.isEmpty { throw Outcome.findings }
  }

  private func pipeline() throws -> GitOpsPipeline {
    let workspace = try tree.workspace(at: path ?? ".", trust: global.trustRepository)
    let directory = try path.map { try workspace.path(of: $0) } ?? workspace.start
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) }, of: directory, policies: [])
    return GitOpsPipeline(configuration, in: workspace, width: parallel.width)
  }
}
