package import Diagnostics
package import Kustomize
package import Promotion
import YAML

/// An environment that rendered, with what rendering had to say.
package struct EnvironmentRendering: Sendable {
  package var environment: RenderedEnvironment
  /// What stops nothing.
  package var warnings: [Diagnostic]
}

extension GitOpsPipeline {
  /// Renders one environment, or reads its manifests where it has no kustomization.
  ///
  /// - Parameter loader: what reads the tree; one that is shared reads each file once.
  /// - Throws: ``PipelineError`` with every reason why it does not render, or where it holds nothing.
  package func render(
    _ environment: PipelineConfiguration.Environment, with loader: Loader? = nil
  ) throws(PipelineError) -> EnvironmentRendering {
    let directory = environment.directory.path
    guard try Discovery(workspace).holdsKustomization(directory) else {
      let objects = try Manifests(tree: workspace.tree).objects(in: directory)
      guard !objects.isEmpty else { throw .empty(environment) }
      return EnvironmentRendering(
        environment: RenderedEnvironment(name: environment.name, objects: objects), warnings: [])
    }
    do throws(RenderError) {
      let rendering = try Renderer().render(
        directory: directory, with: loader ?? workspace.loader())
      guard !rendering.objects.isEmpty else { throw RenderError([.empty(environment)]) }
      return EnvironmentRendering(
        environment: try RenderedEnvironment(
          name: environment.name, directory: directory, rendering),
        warnings: rendering.warnings)
    } catch {
      throw PipelineError(error.diagnostics)
    }
  }
}

extension RenderedEnvironment {
  /// What Kustomize made, with the text that it would print.
  init(
    name: String, directory: String, _ rendering: Rendering
  ) throws(RenderError) {
    let fields = rendering.kustomization(of: directory)
    self.init(
      name: name, namespace: fields?["namespace"]?.string,
      namePrefix: fields?["namePrefix"]?.string ?? "",
      nameSuffix: fields?["nameSuffix"]?.string ?? "",
      objects: rendering.objects.map(\.object), text: try rendering.printed())
  }
}

extension Rendering {
  /// The fields of the kustomization that stands in a directory.
  fileprivate func kustomization(of directory: String) -> Node? {
    let path = kustomizations.first { TreePath.parent(of: $0) == directory }
    return files.first { $0.path == path }?.parsed(as: .kustomize).documents.first?.root
  }
}

extension PipelineError {
  fileprivate static func empty(
    _ environment: PipelineConfiguration.Environment
  ) -> PipelineError {
    PipelineError([.empty(environment)])
  }
}

extension Diagnostic {
  /// An environment without objects must not pass for one without findings.
  fileprivate static func empty(
    _ environment: PipelineConfiguration.Environment
  ) -> Diagnostic {
    Diagnostic(
      rule: "pipeline/empty-environment", severity: .error,
      message: "environment \"\(environment.name)\" renders no object",
      primary: environment.directory.location,
      help: "list resources in \(environment.directory.path), or remove the environment")
  }
}
