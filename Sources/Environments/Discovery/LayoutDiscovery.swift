import Diagnostics
import Kustomize

/// Finds environments by how directories are called, where no file says which there are.
///
/// Each kustomization on which no other builds is a target. A segment of its path that names an
/// environment (`apps/web/overlays/staging`, `clusters/prod-eu`) puts it into that environment, as the
/// app that the other segments name; what no segment names is one environment, called after the
/// directory that was looked through. Where there is no kustomization at all, the directories that hold
/// manifests are the targets. Charts are left out: their templates are no manifests.
struct LayoutDiscovery {
  /// What was found.
  struct Layout {
    /// From development to production; none where nothing was found.
    var environments: [Environment] = []
    /// What no environment has.
    var leftOut: [LeftOut] = []
  }

  private let workspace: Workspace

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// The environments at or under a directory.
  func layout(under directory: String) throws(PipelineError) -> Layout {
    let built: (overlays: [String], components: [String], all: [String])
    do { built = try workspace.loader.kustomizations(under: directory) } catch {
      throw PipelineError(error)
    }
    let loose = try LooseManifests(in: workspace, under: directory, beside: built.all)
    var layout = Layout()
    layout.leftOut = loose.charts.map {
      LeftOut(.directory, because: LeftOut.charts, $0, at: nil)
    }
    if !built.components.isEmpty {
      layout.leftOut += built.components.map {
        LeftOut(.directory, because: "components that no kustomization uses", $0, at: nil)
      }
    }
    if built.overlays.isEmpty {
      layout.environments = environments(of: loose.directories, under: directory)
    } else {
      layout.environments = environments(of: built.overlays, under: directory)
      layout.leftOut += loose.directories.map {
        LeftOut(
          .directory, because: "manifests that no kustomization builds; `sluice check DIR` does",
          $0,
          at: nil)
      }
    }
    return layout
  }

  /// From development to production.
  private func environments(of places: [String], under directory: String) -> [Environment] {
    let staged = places.map { StagedPath($0, below: directory) }
    var environments: [Environment] = []
    for stage in EnvironmentStage.allCases {
      let own = staged.filter { $0.stage == stage }
      guard !own.isEmpty else { continue }
      environments.append(
        environment(own.map(\.word).mostFrequent, own, source: environments.last?.name))
    }
    let rest = staged.filter { $0.stage == nil }
    if !rest.isEmpty { environments.append(environment(name(of: directory), rest, source: nil)) }
    return environments
  }

  private func environment(_ name: String, _ paths: [StagedPath], source: String?) -> Environment {
    // What tells paths apart is kept where the short names do not.
    let counts = Dictionary(paths.map { ($0.app, 1) }, uniquingKeysWith: +)
    return Environment(
      name: name,
      targets: paths.map { path in
        let isOnly = paths.count == 1 && path.app.isEmpty
        let app = isOnly || counts[path.app] == 1 && !path.app.isEmpty ? path.app : path.longApp
        return Target(app: app, directory: PathReference(path: path.path))
      }, source: source)
  }

  private func name(of directory: String) -> String {
    directory.isEmpty ? workspace.directoryName : TreePath.name(of: directory)
  }
}
