import Diagnostics
package import Kustomize
package import YAML

/// Renders what a tree holds: environments, their targets, and single directories.
///
/// Each file is read once, and what several overlays build on is built once, however many renderings
/// go through one renderer, in turn or at a time.
package struct EnvironmentRenderer: Sendable {
  let workspace: Workspace
  /// What the tree's files say, each read once.
  package let loader: Loader
  private let renderer: Renderer

  /// - Parameters:
  ///   - workspace: also says which files kustomizations may read.
  ///   - renderer: whether history is kept, and the order of objects.
  package init(_ workspace: Workspace, renderer: Renderer = Renderer()) {
    self.workspace = workspace
    var renderer = renderer
    renderer.loadRestrictor = workspace.loadRestrictor
    self.renderer = renderer
    loader = workspace.loader
  }

  /// A renderer of another tree, with the same repositories beside it; this one where it reads the same
  /// files.
  package func over(_ tree: any FileTree) -> EnvironmentRenderer {
    if let own = workspace.own as? GitTree, let tree = tree as? GitTree, own.source == tree.source {
      return self
    }
    return EnvironmentRenderer(workspace.over(tree), renderer: renderer)
  }

  /// A renderer of the same tree that remembers what values replaced.
  package var recording: EnvironmentRenderer {
    var recorder = renderer
    recorder.recordsHistory = true
    return EnvironmentRenderer(workspace, renderer: recorder)
  }

  /// Renders every target of an environment.
  ///
  /// - Throws: ``PipelineError`` with every reason why a target does not render, or where the
  ///   environment holds nothing: an environment without objects must not pass for one without
  ///   findings.
  package func render(_ environment: Environment) throws(PipelineError) -> RenderedEnvironment {
    let rendered = try renderAll(environment)
    guard !rendered.objects.isEmpty else { throw PipelineError.empty(environment) }
    return rendered
  }

  /// Renders every target of an environment, which may hold nothing.
  ///
  /// - Throws: ``PipelineError`` with every reason why a target does not render.
  package func renderAll(_ environment: Environment) throws(PipelineError) -> RenderedEnvironment {
    var targets: [RenderedTarget] = []
    var failures: [Diagnostic] = []
    for target in environment.targets {
      do throws(PipelineError) {
        let rendered = try render(target)
        targets.append(rendered)
        failures += rendered.rendering.refusals
      } catch {
        failures += error.diagnostics
      }
    }
    guard failures.isEmpty else { throw PipelineError(failures) }
    return RenderedEnvironment(name: environment.name, targets: targets)
  }

  /// Renders one target.
  func render(_ target: Target) throws(PipelineError) -> RenderedTarget {
    let directory = target.directory.path
    switch target.build {
    case .asFound:
      let (rendering, omissions) = try contents(of: directory)
      return RenderedTarget(target, rendering, omissions: omissions)
    case .kustomization: return RenderedTarget(target, try build(directory))
    case .flux(let flux):
      let cluster = try workspace.clusters.cluster(
        of: flux.root, in: workspace, recordsHistory: renderer.recordsHistory)
      let rendering = try cluster.rendering(of: flux)
      var rendered = RenderedTarget(target, rendering, omissions: rendering.leftOut.omissions)
      rendered.cluster = cluster.cluster(of: flux)
      return rendered
    case .argo(let argo):
      guard let fleet = try workspace.fleets.fleet(below: argo.base, in: workspace),
        let member = fleet[argo]
      else {
        throw PipelineError(
          "no Application \(argo.application) builds \(target.directory.shown)")
      }
      var renderer = renderer
      renderer.loadRestrictor = fleet.options.loadRestrictor ?? renderer.loadRestrictor
      var (rendering, omissions) = try member.rendering(
        renderer, loader, charts: workspace.charts)
      if let application = member.application {
        rendering.warnings += fleet.permissions.findings(
          on: rendering.objects.map(\.object), of: application, member.clusters)
      }
      let destination = member.application?.destinationNamespace ?? ""
      var rendered = RenderedTarget(
        target, rendering, omissions: omissions, naming: member.naming,
        destination: destination.isEmpty ? nil : destination)
      rendered.cluster = member.application?.cluster ?? ""
      return rendered
    }
  }

  /// The objects of a directory: rendered where it holds a kustomization, else those of each
  /// manifest in it.
  ///
  /// Files that hold no objects are passed over.
  ///
  /// - Parameter schema: how the scalars of manifests are read; a kustomization is read as
  ///   Kustomize does in any case.
  /// - Throws: ``PipelineError`` with every reason why it cannot be read.
  package func render(
    directory: String, as schema: Schema = .kubernetes
  ) throws(PipelineError) -> Rendering {
    try contents(of: directory, as: schema).rendering
  }

  private func contents(
    of directory: String, as schema: Schema = .kubernetes
  ) throws(PipelineError) -> (rendering: Rendering, omissions: [Omission]) {
    guard try workspace.holdsKustomization(directory) else {
      return try Manifests(workspace.tree, schema, sharing: workspace.manifests)
        .contents(of: directory)
    }
    return (try build(directory), [])
  }

  private func build(_ directory: String) throws(PipelineError) -> Rendering {
    do throws(RenderError) {
      return try renderer.render(directory: directory, with: loader)
    } catch {
      throw PipelineError(error.diagnostics)
    }
  }

  /// The overlays at or under a directory, each as an environment of its own: the kustomizations on
  /// which no other there builds.
  ///
  /// - Throws: ``PipelineError`` where there are none.
  package func overlays(under directory: String) throws(PipelineError) -> [Environment] {
    let found: [String]
    do { found = try loader.overlays(under: directory) } catch { throw PipelineError(error) }
    guard !found.isEmpty else {
      throw PipelineError(
        "there is nothing to render: no directory of "
          + "\(directory.isEmpty ? workspace.name : directory) holds a kustomization")
    }
    let prefix = directory.isEmpty ? 0 : directory.utf8.count + 1
    return found.map { path in
      let rest = String(decoding: path.utf8.dropFirst(prefix), as: UTF8.self)
      return Environment(
        name: rest.isEmpty ? TreePath.name(of: path) : rest, directory: PathReference(path: path),
        build: .kustomization)
    }
  }
}

extension PipelineError {
  /// That an environment holds nothing, though all of it renders.
  package static func empty(_ environment: Environment) -> PipelineError {
    PipelineError([
      Diagnostic(
        rule: "pipeline/empty-environment", severity: .error,
        message: "environment \"\(environment.name)\" renders no object",
        primary: environment.targets[0].directory.location,
        help: "list resources in \(environment.directories), or remove the environment")
    ])
  }
}
