import Diagnostics
import Kustomize
import YAML

/// Looks in a tree for the directories that pipeline.yaml's environments name.
struct EnvironmentResolution {
  private let workspace: Workspace
  private let revisions: [String: String]
  private let log = FindingLog()
  /// What patterns fit and no environment has.
  private(set) var leftOut: [LeftOut] = []

  /// - Parameter revisions: commits to read in place of the revisions that environments are, by the
  ///   names of these.
  init(in workspace: Workspace, revisions: [String: String] = [:]) {
    self.workspace = workspace
    self.revisions = revisions
  }

  /// The errors of what was resolved.
  var diagnostics: [Diagnostic] { log.findings }

  /// The environment with its targets; nil where a pattern fits nothing, which `diagnostics` says then.
  ///
  /// A single path without a pattern is taken as it stands: whoever renders it says that it is not there.
  mutating func environment(
    _ declaration: EnvironmentDeclaration
  ) throws(PipelineError) -> Environment? {
    let errors = log.findings.count
    let revision = revision(of: declaration)
    guard log.findings.count == errors else { return nil }
    let root = revision?.directory ?? ""
    let targets =
      declaration.paths.isEmpty
      ? try allTargets(of: declaration, under: root) : try targets(of: declaration, under: root)
    guard log.findings.count == errors else { return nil }
    guard !targets.isEmpty else {
      let reason =
        declaration.exclusions.isEmpty ? "holds no manifest" : "excludes all of its targets"
      log.error(
        .configuration, "environment \"\(declaration.name)\" \(reason)", at: declaration.origin)
      return nil
    }
    var environment = Environment(
      name: declaration.name, targets: targets.withoutNeedlessParts, source: declaration.source,
      isProtected: declaration.isProtected, revision: revision, origin: declaration.origin)
    environment.soak = declaration.soak
    environment.waves = declaration.waves.map { $0.map(\.value) }
    DeclaredWaves(declaration).check(environment, log)
    return log.findings.count == errors ? environment : nil
  }

  /// The revision that the environment is; nil where that is what the tree holds.
  private func revision(of declaration: EnvironmentDeclaration) -> EnvironmentRevision? {
    guard let name = declaration.revision else { return nil }
    do throws(RevisionProblem) {
      return try workspace.add(revision: name.value, at: revisions[declaration.name])
    } catch {
      log.error(.configuration, error.message, at: name.location, help: error.help)
      return nil
    }
  }

  private mutating func targets(
    of declaration: EnvironmentDeclaration, under root: String
  ) throws(PipelineError) -> [Target] {
    let paths = declaration.paths
    if paths.count == 1, paths[0].isLiteral, declaration.exclusions.isEmpty {
      let path = TreePath.join(root, paths[0].path)
      return [Target(directory: PathReference(path: path, location: paths[0].place))]
    }
    var targets: [Target] = []
    var known: Set<String> = []
    var used: Set<Int> = []
    for pattern in paths {
      for match in try directories(of: pattern, under: root)
      where known.insert(match.path).inserted {
        let covering = declaration.exclusions.firstIndex { $0.covers(match.path, under: root) }
        if let covering {
          used.insert(covering)
          leave(match.path, LeftOut.excluded, declaration.exclusions[covering])
          continue
        }
        targets.append(
          Target(
            app: match.app, part: match.part(below: root), cluster: match.cluster,
            directory: PathReference(path: match.path, location: pattern.place)))
      }
    }
    for (index, pattern) in declaration.exclusions.enumerated() where !used.contains(index) {
      log.add([.idleExclusion(pattern, among: known.sorted())])
    }
    return targets
  }

  /// What there is in a revision that is an environment as a whole.
  private mutating func allTargets(
    of declaration: EnvironmentDeclaration, under root: String
  ) throws(PipelineError) -> [Target] {
    let place = declaration.place
    if try workspace.holdsKustomization(root) {
      return [Target(directory: PathReference(path: root, location: place))]
    }
    let layout = try LayoutDiscovery(workspace).layout(under: root)
    leftOut += layout.leftOut
    let found = layout.environments.flatMap(\.targets)
    return found.map { target in
      let path = target.directory.path
      // What its name is without the word for an environment tells nothing where several are.
      let app = layout.environments.count == 1 ? target.app : path.below(root)
      return Target(app: app, directory: PathReference(path: path, location: place))
    }
  }

  private mutating func directories(
    of pattern: PathPattern, under root: String
  ) throws(PipelineError) -> [PathPattern.Match] {
    let (found, meant) = try pattern.matches(in: workspace, under: root)
    guard !found.isEmpty else {
      refuse(pattern, "fits no directory", meant: meant)
      return []
    }
    if pattern.isLiteral { return found }
    var holding: [PathPattern.Match] = []
    for match in found {
      if try workspace.holdsObjects(match.path) {
        holding.append(match)
      } else {
        leave(match.path, "directories that a path fits and that hold no manifest", pattern)
      }
    }
    if holding.isEmpty {
      refuse(pattern, "fits only directories that hold no manifest", meant: nil)
    }
    return holding
  }

  private mutating func leave(_ path: String, _ reason: String, _ pattern: PathPattern) {
    leftOut.append(LeftOut(.directory, because: reason, path, at: pattern.place))
  }

  private func refuse(_ pattern: PathPattern, _ reason: String, meant: String?) {
    log.error(
      .configuration, "\"\(pattern.text.value)\" \(reason)", at: pattern.place,
      help: meant.map { "did you mean \($0)?" })
  }
}

extension PathPattern {
  /// Where the file names it.
  var place: Location? { text.location }
}

extension PathPattern.Match {
  /// What tells it apart from other targets of its app, and is the same in other environments: its path
  /// without the word for the environment, or what its patterns' stars stand for.
  fileprivate func part(below root: String) -> String {
    let staged = StagedPath(path, below: root)
    if staged.stage != nil { return staged.longApp }
    return rest.isEmpty ? path.below(root) : rest.joined(separator: "/")
  }
}

extension String {
  /// A path from a directory that it is in.
  fileprivate func below(_ directory: String) -> String {
    split(separator: "/").dropFirst(directory.split(separator: "/").count).joined(separator: "/")
  }
}

extension [Target] {
  /// The targets, of which only those have parts that are not their app's only one.
  fileprivate var withoutNeedlessParts: [Target] {
    let counts = Dictionary(map { ($0.app, 1) }, uniquingKeysWith: +)
    return map { target in
      var target = target
      if counts[target.app] == 1 { target.part = "" }
      return target
    }
  }
}

extension Workspace {
  /// Whether a directory holds a kustomization, or a manifest directly.
  func holdsObjects(_ directory: String) throws(PipelineError) -> Bool {
    if try holdsKustomization(directory) { return true }
    return try names(in: directory).contains(where: Manifests.isManifest)
  }
}
