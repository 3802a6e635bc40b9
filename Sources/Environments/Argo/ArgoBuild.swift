import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Builds one source of an Application as Argo CD's repo-server does (argo-cd v3.5).
///
/// What Argo CD adds when it applies, the mark by which it knows its objects and the destination's
/// namespace for those that name none, is not part of the result.
struct ArgoBuild {
  private let application: ArgoApplication
  private let source: ArgoSource
  /// Relative to the tree's root.
  private let directory: String
  private let renderer: Renderer
  private let loader: Loader
  private let charts: HelmCommand?

  /// - Parameters:
  ///   - directory: the source's path, relative to the tree's root.
  ///   - loader: reads the tree.
  ///   - charts: renders charts; nil to refuse them.
  init(
    _ application: ArgoApplication, _ source: ArgoSource, at directory: String, renderer: Renderer,
    loader: Loader, charts: HelmCommand?
  ) {
    self.application = application
    self.directory = directory
    self.renderer = renderer
    self.loader = loader
    self.charts = charts
    self.source = source.overridden(in: directory, for: application.object.name, of: loader.tree)
  }

  /// The tool that builds the source.
  ///
  /// - Throws: ``PipelineError`` where the source names several.
  func tool() throws(PipelineError) -> ArgoSource.Tool {
    if let named = try source.namedTool() { return named }
    do { return ArgoSource.tool(forNames: try loader.tree.names(inDirectory: directory)) } catch {
      throw PipelineError(error)
    }
  }

  /// The objects that are applied, and the files that hold none.
  func rendering() throws(PipelineError) -> (rendering: Rendering, omissions: [Omission]) {
    switch try tool() {
    case .kustomize: (try kustomized(), [])
    case .directory:
      try ArgoDirectory(source, at: directory, in: loader.tree).contents()
    case .helm where charts != nil: (try charted(), [])
    case .helm, .plugin:
      throw PipelineError([
        Diagnostic(
          rule: .argoSource, severity: .error,
          message: "Application \(application.shown) is built by a program, which is not run",
          primary: source.place)
      ])
    }
  }

  private func charted() throws(PipelineError) -> Rendering {
    guard let charts else { preconditionFailure("charts are rendered where a command is given") }
    let output: [UInt8]
    let name = source.place
    do throws(ChartError) {
      output = try charts.render(
        try ArgoChart(source, of: application, in: loader.tree).run(in: directory))
    } catch {
      throw PipelineError([
        Diagnostic(
          rule: .unsupportedPlugin, severity: .error,
          message: "the chart \(source.path) is not rendered: \(error.reason)", primary: name,
          help: error.help)
      ])
    }
    let file = SourceFile(path: directory, bytes: output)
    let objects: [KubernetesObject]
    do { objects = try Manifests.objects(of: file) } catch {
      throw PipelineError(
        error.diagnostics.map { finding in
          var finding = finding
          finding.message = "what helm prints of \(source.path) cannot be read: \(finding.message)"
          finding.primary = name
          return finding
        })
    }
    let origin = Origin(name, by: .chart)
    return Rendering(
      objects: objects.map { object in
        RenderedObject(object: KubernetesObject(object.root.having(origin)), definition: name)
      })
  }

  private func kustomized() throws(PipelineError) -> Rendering {
    let edit = try source.edit(ArgoVariables(of: application, source))
    do throws(RenderError) {
      return try renderer.render(directory: directory, editedBy: edit, with: loader)
    } catch {
      // A finding that no file is to blame for is about the path.
      throw PipelineError(
        error.diagnostics.map { finding in
          var finding = finding
          if finding.primary == nil { finding.primary = source.place }
          return finding
        })
    }
  }
}

extension ArgoSource {
  /// The source with what files in its path change in it: `.argocd-source.yaml`, and the one of the
  /// Application.
  fileprivate func overridden(
    in directory: String, for application: String, of tree: any FileTree
  ) -> ArgoSource {
    var result = node
    for name in [".argocd-source.yaml", ".argocd-source-\(application).yaml"] {
      let path = TreePath.join(directory, name)
      guard let file = try? tree.file(at: path, limit: Limits.standard.bytes),
        var patch = file.parsed(as: .kubernetes).documents.first?.root, patch.mapping != nil
      else { continue }
      for field in ["repoURL", "path", "chart", "targetRevision"] { patch[field] = nil }
      result = result.merged(with: patch)
    }
    return ArgoSource(node: result)
  }
}
