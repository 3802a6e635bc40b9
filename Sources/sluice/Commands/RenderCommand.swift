import ArgumentParser
import Comparison
import Display
import Environments
import Glibc
import Kustomize
import Pipeline

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

  @Option(
    name: .customLong("app"), parsing: .singleValue,
    help: ArgumentHelp(
      "Render this app's targets only, as `sluice environments` names them; may be repeated.",
      valueName: "name"))
  var apps: [String] = []

  @Flag(help: "Render every environment, or every overlay under the path.")
  var all = false

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      """
      The order of objects where the kustomization has no sortOptions: legacy, by kind, or none, as \
      they are listed.
      """, valueName: "order"))
  var reorder: Renderer.Order = .legacy

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
    guard apps.isEmpty || path == nil else {
      throw ValidationError("--app goes with --environment or --all, and not with a path")
    }
    guard outputDirectory == nil || (all && output == nil) else {
      throw ValidationError("--output-directory goes with --all, and not with --output")
    }
  }

  func run() async throws {
    try global.enterDirectory()
    do {
      let workspace = try tree.workspace(at: path ?? ".", trust: global.trustRepository)
      let renderer = EnvironmentRenderer(workspace, renderer: Renderer(order: reorder))
      let result = await renderer.print(
        try environments(of: workspace, renderer), width: parallel.width)
      try global.report(result.warnings + result.failures)
      guard result.failures.isEmpty else { throw Outcome.failed }
      try write(result)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private func environments(
    of workspace: Workspace, _ renderer: EnvironmentRenderer
  ) throws -> [Environment] {
    if let path {
      let directory = try workspace.path(of: path)
      guard all else {
        return [
          Environment(
            name: path, directory: PathReference(path: directory), build: .kustomization)
        ]
      }
      return try renderer.overlays(under: directory)
    }
    guard all || environment != nil || !apps.isEmpty else {
      let directory = PathReference(path: try workspace.path(of: "."))
      return [Environment(name: ".", directory: directory, build: .kustomization)]
    }
    let configuration = try Discovery(workspace).configuration(
      at: try config.map { try workspace.path(of: $0) }
    ).limited(toApps: apps)
    let found = try configuration.environments(named: environment.map { [$0] } ?? [])
    try tree.requireAll(found)
    return found
  }

  private func write(_ result: PrintedEnvironments) throws(FileError) {
    if let outputDirectory {
      for (name, text) in result.texts {
        let file = TreePath.join(outputDirectory, "\(name).yaml")
        try WholeFile.makeDirectories(TreePath.parent(of: file))
        try sluice.write(.machine(.manifest(text)), toFile: file)
      }
      return
    }
    var bytes: [UInt8] = []
    for (index, (name, text)) in result.texts.enumerated() {
      if all { bytes += "\(index == 0 ? "" : "---\n")# \(Shown(name).text)\n".utf8 }
      bytes += text
    }
    if let output {
      try sluice.write(.machine(.manifest(bytes)), toFile: output)
    } else {
      try sluice.write(.manifest(bytes), to: STDOUT_FILENO)
    }
  }
}

extension Renderer.Order: ExpressibleByArgument {}
