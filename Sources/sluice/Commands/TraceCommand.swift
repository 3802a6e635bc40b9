import ArgumentParser
import Display
import Environments
import Glibc
import Pipeline
import Reporting
import YAML

/// Shows which lines gave a rendered object its fields.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Show which file and line gave a field its value, and what it overrode.",
    discussion: """
      Renders the environment and prints, newest first, everything that set the field: the base's \
      value, each patch, transformer and generator, with the place to edit. A field that a patch has \
      removed is traced to the removal, and an object that was deleted to what deleted it; a value \
      that replacements or vars have copied names the entry that did it, then its source. Without a \
      field, every field of the object is listed with the place that set it last. An object may be \
      named as it is rendered or as its source names it; values of Secrets are never shown.

      EXAMPLES:
        sluice trace production Deployment/loan-api spec.replicas
        sluice trace production deployments/loan-api 'spec.template.spec.containers[app].image'
        sluice trace staging ConfigMap/sentiment-config --format json
        sluice trace production Service/ml-production/redis --rev HEAD~3
      """
  )

  @OptionGroup var global: GlobalOptions
  @OptionGroup var tree: TreeOptions

  @Argument(
    help: ArgumentHelp(
      "An environment of the pipeline, or a directory that holds a kustomization.",
      valueName: "environment"))
  var environment: String

  @Argument(help: ArgumentHelp("KIND/NAME or KIND/NAMESPACE/NAME.", valueName: "object"))
  var object: String

  @Argument(
    help: ArgumentHelp(
      "A field, as spec.replicas, spec.containers[0].image or spec.containers[app].image.",
      valueName: "field"))
  var field: String?

  @Option(help: ArgumentHelp("The pipeline's configuration.", valueName: "file"))
  var config: String?

  @Option(help: "How the trace is printed: text or json.")
  var format: Format = .text

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func run() throws {
    try global.enterDirectory()
    let trace: ObjectTrace
    do {
      let workspace = try tree.workspace(at: ".", trust: global.trustRepository)
      let configuration = try configuration(of: workspace)
      try tree.requireAll(configuration.environments.filter { $0.name == environment })
      trace = try GitOpsPipeline(configuration, in: workspace, width: 1)
        .trace(object, field: field, in: environment)
    } catch let error as PipelineError {
      try global.report(error.diagnostics)
      throw Outcome.failed
    }
    switch format {
    case .text: try global.print(trace.shown)
    case .json: try write(.answers(trace.json.answer + "\n".utf8), to: STDOUT_FILENO)
    }
  }

  /// The pipeline, or the directory by itself where a directory is named.
  private func configuration(of workspace: Workspace) throws -> PipelineConfiguration {
    let discovery = Discovery(workspace)
    if config == nil, let directory = try? workspace.path(of: environment),
      try workspace.holdsKustomization(directory)
    {
      return try discovery.configuration(of: directory)
    }
    return try discovery.configuration(at: try config.map { try workspace.path(of: $0) })
  }
}
