import Diagnostics
import Kustomize
import YAML

/// Looks in a tree for the directories that pipeline.yaml's environments name.
struct EnvironmentResolution {
  private let workspace: Workspace
  private let log = FindingLog()
  /// What patterns fit and no environment has.
  private(set) var leftOut: [LeftOut] = []

  init(in workspace: Workspace) { self.workspace = workspace }

  /// The errors of what was resolved.
  var diagnostics: [Diagnostic] { log.findings }

  /// The environment with its targets; nil where a pattern fits nothing, which `diagnostics` says then.
  ///
  /// A single path without a pattern is taken as it stands: whoever renders it says that it is not there.
  mutating func environment(
    _ declaration: EnvironmentDeclaration
  ) throws(PipelineError) -> Environment? {
    if declaration.paths.count == 1, declaration.paths[0].isLiteral, declaration.exclusions.isEmpty
    {
      let path = declaration.paths[0]
      return environment(
        declaration, [Target(directory: PathReference(path: path.path, location: path.place))])
    }
    let errors = log.findings.count
    var targets: [Target] = []
    var known: Set<String> = []
    var used: Set<Int> = []
    for pattern in declaration.paths {
      for match in try directories(of: pattern) where known.insert(match.path).inserted {
        if let index = declaration.exclusions.firstIndex(where: { $0.covers(match.path) }) {
          used.insert(index)
          leave(match.path, LeftOut.excluded, declaration.exclusions[index])
          continue
        }
        targets.append(
          Target(
            app: match.app, part: match.part,
            directory: PathReference(path: match.path, location: pattern.place)))
      }
    }
    for (index, pattern) in declaration.exclusions.enumerated() where !used.contains(index) {
      log.add([.idleExclusion(pattern, among: known.sorted())])
    }
    guard log.findings.count == errors else { return nil }
    guard !targets.isEmpty else {
      log.error(
        .configuration, "environment \"\(declaration.name)\" excludes all of its targets",
        at: declaration.origin)
      return nil
    }
    return environment(declaration, targets.withoutNeedlessParts)
  }

  private func environment(
    _ declaration: EnvironmentDeclaration, _ targets: [Target]
  ) -> Environment {
    Environment(
      name: declaration.name, targets: targets, source: declaration.source,
      isProtected: declaration.isProtected, origin: declaration.origin)
  }

  private mutating func directories(
    of pattern: PathPattern
  ) throws(PipelineError) -> [PathPattern.Match] {
    let (found, meant) = try pattern.matches(in: workspace)
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
  fileprivate var part: String {
    let staged = StagedPath(path, below: "")
    if staged.stage != nil { return staged.longApp }
    return rest.isEmpty ? path : rest.joined(separator: "/")
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
