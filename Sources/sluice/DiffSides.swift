import Comparison
import Diagnostics
import Environments
import Git
import Glibc
import Kustomize
import Pipeline
import YAML

/// Finds out what the two sides of a diff are, and renders them.
struct DiffSides {
  private let tree: TreeOptions
  private let trust: Bool
  private let config: String?

  init(tree: TreeOptions, trust: Bool, config: String?) {
    self.tree = tree
    self.trust = trust
    self.config = config
  }

  /// One side as it renders.
  struct Rendered {
    /// As the person who asks calls it.
    var label: String
    var environment: RenderedEnvironment
    var wish: EnvironmentComparison.SecrecyWish
  }

  private enum Side {
    case environment(String, revision: String?)
    case path(String)
    case revision(String)
  }

  /// Both sides, pair by pair.
  mutating func sides(_ from: String, _ to: String) throws -> ([Rendered], [Rendered]) {
    switch (try side(from), try side(to)) {
    case (.revision(let old), .revision(let new)):
      return try environments(of: old, new)
    case (.revision(let old), .environment(let name, let new)):
      return ([try environment(name, at: old)], [try environment(name, at: new)])
    case (.environment(let name, let old), .revision(let new)):
      return ([try environment(name, at: old)], [try environment(name, at: new)])
    case (let old, let new): return ([try rendered(old)], [try rendered(new)])
    }
  }

  // MARK: What a word names

  private func side(_ word: String) throws -> Side {
    if let at = word.firstIndex(of: "@"), at != word.startIndex {
      let revision = String(word[word.index(after: at)...])
      // `main@{1}` is a revision by itself.
      if !revision.isEmpty, !revision.hasPrefix("{") {
        return .environment(String(word[..<at]), revision: revision)
      }
    }
    let known = try? pipeline(at: nil)
    if known?.configuration.environments.contains(where: { $0.name == word }) ?? false {
      return .environment(word, revision: nil)
    }
    if access(word, F_OK) == 0 { return .path(word) }
    if isRevision(word) { return .revision(word) }
    return .environment(word, revision: nil)
  }

  private func isRevision(_ word: String) -> Bool {
    let repository = try? Repository.discover(
      from: ".", environment: processEnvironment(), trust: trust)
    return (try? repository?.resolve(word)) != nil
  }

  // MARK: Rendering

  /// - Parameter revisions: commits of environments that are revisions themselves, by their names.
  private func pipeline(
    at revision: String?, _ revisions: [String: String] = [:]
  ) throws -> GitOpsPipeline {
    var tree = tree
    if let revision {
      tree.rev = revision
      tree.staged = false
    }
    let workspace = try tree.workspace(at: ".", trust: trust)
    let configuration = try Discovery(workspace, revisions: revisions).configuration(
      at: try config.map { try workspace.path(of: $0) })
    return GitOpsPipeline(configuration, in: workspace, width: 1)
  }

  private func rendered(_ side: Side) throws -> Rendered {
    switch side {
    case .environment(let name, let revision): return try environment(name, at: revision)
    case .path(let path): return try contents(of: path)
    case .revision(let revision):
      throw Failure("\(revision) is a revision: compare it with another one, or an environment")
    }
  }

  private func environment(_ name: String, at revision: String?) throws -> Rendered {
    let pipeline = try pipeline(of: name, at: revision)
    let environment = try pipeline.configuration.environment(named: name)
    if revision == nil { try tree.requireAll([environment]) }
    return Rendered(
      label: revision.map { "\(name)@\($0)" } ?? name,
      environment: try EnvironmentRenderer(pipeline.workspace).render(environment),
      wish: pipeline.secrecyWish)
  }

  /// The pipeline as a revision has it; of an environment that is a revision itself, the one of today
  /// with that environment as it was in another commit.
  private func pipeline(of name: String, at revision: String?) throws -> GitOpsPipeline {
    guard let revision else { return try pipeline(at: nil) }
    let known = try? pipeline(at: nil).configuration.environment(named: name)
    guard known?.revision != nil else { return try pipeline(at: revision) }
    return try pipeline(at: nil, [name: revision])
  }

  /// What a directory or a file of the working tree holds; its name is none of an environment.
  private func contents(of path: String) throws -> Rendered {
    let workspace = try tree.workspace(at: path, trust: trust)
    let pipeline = GitOpsPipeline(
      try Discovery(workspace).settings(), in: workspace, width: 1)
    let place = try workspace.path(of: path)
    let environment: RenderedEnvironment
    if try workspace.isDirectory(place) {
      environment = try EnvironmentRenderer(workspace)
        .render(Environment(name: "", directory: PathReference(path: place)))
    } else {
      let file: SourceFile
      do { file = try workspace.tree.file(at: place, limit: Limits.standard.bytes) } catch {
        throw PipelineError(error)
      }
      let target = Target(directory: PathReference(path: place))
      environment = RenderedEnvironment(
        name: "", targets: [RenderedTarget(target, try Manifests.rendering(of: file))])
    }
    return Rendered(label: path, environment: environment, wish: pipeline.secrecyWish)
  }

  /// Every environment of two revisions but those that are revisions themselves; one that only one of
  /// them has is compared with nothing.
  private func environments(
    of old: String, _ new: String
  ) throws -> ([Rendered], [Rendered]) {
    let (before, after) = (try pipeline(at: old), try pipeline(at: new))
    let names = (before.configuration.environments + after.configuration.environments)
      .filter { $0.revision == nil }.map(\.name).reduce(into: [String]()) {
        if !$0.contains($1) { $0.append($1) }
      }
    func rendered(_ name: String, _ pipeline: GitOpsPipeline, _ revision: String) throws -> Rendered
    {
      let environment = pipeline.configuration.environments.first { $0.name == name }
      let renderer = EnvironmentRenderer(pipeline.workspace)
      return Rendered(
        label: "\(name)@\(revision)",
        environment: try environment.map { try renderer.renderAll($0) }
          ?? RenderedEnvironment(name: name, targets: []),
        wish: pipeline.secrecyWish)
    }
    return (
      try names.map { try rendered($0, before, old) },
      try names.map { try rendered($0, after, new) }
    )
  }
}
