import ArgumentParser
import Diagnostics
import Glibc
import Kustomize
import Pipeline
import Reporting

/// Prints what `kustomize build` would print.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Print the objects of a kustomization, as `kustomize build` does.",
    discussion: """
      EXAMPLES:
        sluice render clusters/staging
        sluice render --environment production
        sluice render clusters/staging --staged
        sluice render clusters/production --rev HEAD~3 | kubectl diff -f -
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(help: ArgumentHelp("A directory that holds a kustomization.", valueName: "path"))
  var path: String?

  @Option(
    name: [.customLong("environment"), .customShort("e")],
    help: ArgumentHelp("Render this environment of the pipeline.", valueName: "name"))
  var environment: String?

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  func validate() throws {
    guard path == nil || environment == nil else {
      throw ValidationError("name a path or an environment, not both")
    }
  }

  func run() throws {
    try global.enterDirectory()
    do {
      let (directory, workspace) = try target()
      let rendering = try Renderer().render(directory: directory, with: Loader(workspace.tree))
      global.report(rendering.warnings)
      sluice.write(try rendering.printed(), to: STDOUT_FILENO)
    } catch let error as RenderError {
      global.report(error.diagnostics)
      throw Outcome.failed
    } catch let error as PipelineError {
      global.report(error.diagnostics)
      throw Outcome.failed
    }
  }

  private func target() throws -> (directory: String, workspace: Workspace) {
    if let environment {
      let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
      let configuration = try Discovery(workspace).configuration(
        at: try config.map { try workspace.path(of: $0) })
      return (try configuration.environment(named: environment).directory.path, workspace)
    }
    let workspace = try tree.workspace(at: path ?? ".", trust: global.trustRepository)
    return (try workspace.path(of: path ?? "."), workspace)
  }
}
