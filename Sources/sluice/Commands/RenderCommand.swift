import ArgumentParser
import Glibc
import Kustomize
import Pipeline
import Promotion

/// Prints what `kustomize build` would print.
struct RenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Print the objects of a kustomization, as `kustomize build` does.",
    discussion: """
      With --all, every environment of the pipeline is rendered, or under a path every kustomization \
      on which no other there builds. Nothing is written unless all of them render.

      A repository that a kustomization names by the URL of one of this repository's remotes is read \
      from this repository, without a network; another one only with --fetch.

      EXAMPLES:
        sluice render clusters/staging
        sluice render --environment production
        sluice render clusters/staging --staged -o staging.yaml
        sluice render clusters/production --rev HEAD~3 | kubectl diff -f -
        sluice render --all clusters --output-directory rendered
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions
  @OptionGroup var parallel: ParallelOptions

  @Argument(help: ArgumentHelp("A directory that holds a kustomization.", valueName: "path"))
  var path: String?

  @Option(
    name: [.customLong("environment"), .customShort("e")],
    help: ArgumentHelp("Render this environment of the pipeline.", valueName: "name"))
  var environment: String?

  @Flag(help: "Render every environment, or every overlay under the path.")
  var all = false

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      """
      The order of objects where the kustomization has no sortOptions: none, as they are listed, or \
      legacy, by kind, which is what kubectl kustomize prints.
      """, valueName: "order"))
  var reorder: Renderer.Order = .asListed

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file instead.", valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "With --all, write each overlay to a file of its name in this directory.",
      valueName: "dir"))
  var outputDirectory: String?

  func validate() throws {
    guard path == nil || environment == nil else {
      throw ValidationError("name a path or an environment, not both")
    }
    guard !all || environment == nil else {
      throw ValidationError("--all and --environment exclude one another")
    }
    guard outputDirectory == nil || (all && output == nil) else {
      throw ValidationError("--output-directory goes with --all, and not with --output")
    }
  }

  func run() async throws {
    try global.enterDirectory()
    do {
      let workspace = try tree.workspace(at: path ?? ".", trust: global.trustRepository)
      let loader = workspace.loader()
      let result = await workspace.render(
        try overlays(of: workspace, loader), with: Renderer(order: reorder), loader: loader,
        width: parallel.width)
      global.report(result.warnings + result.failures)
      guard result.failures.isEmpty else { throw Outcome.failed }
      try write(result)
    } catch let error as PipelineError {
      global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private func overlays(of workspace: Workspace, _ loader: Loader) throws -> [Overlay] {
    if let path {
      let directory = try workspace.path(of: path)
      guard all else { return [Overlay(name: path, directory: directory)] }
      return try workspace.overlays(under: directory, with: loader)
    }
    guard all || environment != nil else {
      return [Overlay(name: ".", directory: try workspace.path(of: "."))]
    }
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) })
    let environments =
      try environment.map { [try configuration.environment(named: $0)] }
      ?? configuration.environments
    return environments.map { Overlay(name: $0.name, directory: $0.directory.path) }
  }

  private func write(_ result: OverlayRendering) throws(Failure) {
    if let outputDirectory {
      for (overlay, text) in result.printed {
        let file = TreePath.join(outputDirectory, "\(overlay.name).yaml")
        try makeDirectories(TreePath.parent(of: file))
        try sluice.write(text, toFile: file)
      }
      return
    }
    var bytes: [UInt8] = []
    for (index, (overlay, text)) in result.printed.enumerated() {
      if all { bytes += "\(index == 0 ? "" : "---\n")# \(overlay.name.shown)\n".utf8 }
      bytes += text
    }
    if let output {
      try sluice.write(bytes, toFile: output)
    } else {
      sluice.write(bytes, to: STDOUT_FILENO)
    }
  }
}

extension Renderer.Order: ExpressibleByArgument {}
