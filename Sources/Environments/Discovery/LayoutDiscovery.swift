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
    do { built = try workspace.loader().kustomizations(under: directory) } catch {
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
        environment(Self.commonName(of: own), own, source: environments.last?.name))
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

  /// The spelling that most paths have; of equally frequent ones the first by name.
  private static func commonName(of paths: [StagedPath]) -> String {
    let counts = Dictionary(paths.map { ($0.word, 1) }, uniquingKeysWith: +)
    return counts.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key ?? ""
  }

  private func name(of directory: String) -> String {
    if !directory.isEmpty { return TreePath.name(of: directory) }
    let root = workspace.root.map(TreePath.name(of:)) ?? ""
    return root.isEmpty || root == "/" ? "default" : root
  }
}

/// A target's path, read for the environment and the app that it names.
struct StagedPath {
  let path: String
  let stage: EnvironmentStage?
  /// The word that names the environment, in lower case.
  let word: String
  /// What the other segments say, without those that every layout has.
  let app: String
  /// What the other segments say, all of it.
  let longApp: String

  init(_ path: String, below directory: String) {
    self.path = path
    let depth = directory.isEmpty ? 0 : directory.split(separator: "/").count
    var segments = path.split(separator: "/").dropFirst(depth).map(String.init)
    let found = segments.map(EnvironmentStage.found(in:))
    // The innermost decides: what stands above it is mostly a cluster or a team.
    let index =
      found.lastIndex { $0?.isWhole == true } ?? found.lastIndex { $0 != nil }
    guard let index, let match = found[index] else {
      (stage, word) = (nil, "")
      app = segments.joined(separator: "/")
      longApp = app
      return
    }
    stage = match.stage
    if match.isWhole {
      word = segments[index].lowercased()
      segments.remove(at: index)
    } else {
      word = Self.word(of: match.stage, in: segments[index], without: match.rest)
      segments[index] = match.rest
    }
    longApp = segments.joined(separator: "/")
    app = segments.filter { !Self.scaffolding.contains($0.lowercased()) }.joined(separator: "/")
  }

  private static func word(
    of stage: EnvironmentStage, in segment: String, without rest: String
  ) -> String {
    let text = segment.lowercased().replacing(rest.lowercased(), with: "")
    let word = text.drop { "-_.".contains($0) }
    return String(word.reversed().drop { "-_.".contains($0) }.reversed())
  }

  /// Segments that say nothing of what stands below them.
  private static let scaffolding: Set<String> = [
    "apps", "applications", "cluster", "clusters", "components", "deploy", "deployment", "env",
    "environment", "environments", "envs", "k8s", "kubernetes", "kustomize", "manifests", "overlay",
    "overlays", "services",
  ]
}
