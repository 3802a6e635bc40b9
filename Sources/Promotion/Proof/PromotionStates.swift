import Environments
import Git
import Kustomize

/// The states of the repository that a promotion looks at: commits, and what would come of it.
///
/// Each is read by one renderer, whoever asks, and each of its targets is rendered once.
final class PromotionStates {
  private let repository: Repository
  private let renderer: EnvironmentRenderer
  private var commits: [ObjectID: RenderedState] = [:]
  private var candidate: (contents: [String: [UInt8]?], state: RenderedState)?
  private var found: (contents: [String: [UInt8]?], targets: [Target]?)?

  /// - Parameter renderer: what renders; a commit whose files it reads is read by itself.
  init(of repository: Repository, renderer: EnvironmentRenderer) {
    self.repository = repository
    self.renderer = renderer
  }

  /// What a commit holds.
  func state(of commit: ObjectID) throws(PromotionError) -> RenderedState {
    if let known = commits[commit] { return known }
    let state = RenderedState(renderer.over(try tree(of: commit)))
    commits[commit] = state
    return state
  }

  /// What a commit holds with some of its files replaced, as ``tree(of:replacing:)`` has them.
  func state(
    of commit: ObjectID, replacing contents: [String: [UInt8]?]
  ) throws(PromotionError) -> RenderedState {
    if contents.isEmpty { return try state(of: commit) }
    if let candidate, candidate.contents == contents { return candidate.state }
    let state = RenderedState(renderer.over(try tree(of: commit, replacing: contents)))
    candidate = (contents, state)
    return state
  }

  /// The files of a commit with some of them replaced; those of nil are gone.
  func tree(
    of commit: ObjectID, replacing contents: [String: [UInt8]?]
  ) throws(PromotionError) -> OverlayTree {
    OverlayTree(try tree(of: commit), replacing: contents)
  }

  /// What a search finds in a commit with some of its files replaced, looked for once; nil where no file
  /// comes or goes, so that there is nothing else to be found, unless it must be looked for all the same.
  func targets(
    of commit: ObjectID, replacing contents: [String: [UInt8]?], always mustSearch: Bool,
    by search: (OverlayTree) -> [Target]?
  ) throws(PromotionError) -> [Target]? {
    if let found, found.contents == contents { return found.targets }
    let tree = try tree(of: commit)
    let mayDiffer =
      mustSearch && !contents.isEmpty
      || contents.contains { path, bytes in
        bytes == nil || (try? tree.entry(at: path)) == .absent
      }
    let targets = mayDiffer ? search(OverlayTree(tree, replacing: contents)) : nil
    found = (contents, targets)
    return targets
  }

  private func tree(of commit: ObjectID) throws(PromotionError) -> GitTree {
    do throws(GitError) {
      let snapshot = try repository.snapshot(of: repository.commit(commit))
      return try GitTree(snapshot.source, at: repository.location)
    } catch {
      throw .git(error)
    }
  }
}

/// One state of the repository, with what has been rendered of it.
final class RenderedState {
  private let renderer: EnvironmentRenderer
  private var rendered: [Target: AttemptedEnvironment] = [:]

  fileprivate init(_ renderer: EnvironmentRenderer) { self.renderer = renderer }

  /// What its files say, each read once.
  var loader: Loader { renderer.loader }

  /// Some targets of an environment, as far as they render.
  func attempt(_ environment: String, _ targets: [Target]) -> AttemptedEnvironment {
    AttemptedEnvironment(
      environment,
      joining: targets.map { target in
        if let known = rendered[target] { return known }
        let attempt = renderer.attempt(environment, [target])
        rendered[target] = attempt
        return attempt
      })
  }

  /// The same, with all that each value replaced; rendered anew.
  func traced(_ environment: RenderedEnvironment) -> RenderedEnvironment {
    renderer.recording.attempt(environment.name, environment.targets.map(\.target)).rendered
  }

  /// Whether a target may be made of one of some files.
  func isBuilt(_ target: Target, from paths: [String]) -> Bool {
    renderer.isBuilt(target, from: paths)
  }
}
