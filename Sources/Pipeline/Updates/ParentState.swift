import Diagnostics
import Environments
import Git
import Kubernetes
import Kustomize
import YAML

/// The objects that a cluster has when a tree is applied: those of the state that the tree came from.
///
/// Only what the change reaches is rendered again; of the rest the object that is there is the same.
struct ParentState: Sendable {
  /// By the name of an environment: what its objects were that are still there and are not the same.
  private(set) var objects: [String: [ObjectIdentity: KubernetesObject]] = [:]

  /// Nothing is known of what was before.
  init() {}

  /// - Parameters:
  ///   - environments: those of the tree, each with what it renders now.
  ///   - before: the files before; what does not render there was not applied from there.
  init(
    of environments: [(environment: Environment, rendered: RenderedEnvironment)],
    before: Workspace, now: Workspace, width: Int
  ) async {
    let change = FileChange(from: before, to: now)
    let reached = environments.compactMap { environment, rendered -> Environment? in
      let changed = Set(rendered.targets.filter(change.reaches).map(\.target))
      return changed.isEmpty ? nil : environment.limited(to: changed.contains)
    }
    guard !reached.isEmpty else {
      self.init()
      return
    }
    let earlier = await EnvironmentRenderer(before).attempt(reached, width: width)
    self.init(of: environments.map(\.rendered), before: earlier.map(\.rendered))
  }

  /// - Parameters:
  ///   - environments: those of the tree.
  ///   - before: the same as they were; what is not among them was not there.
  init(of environments: [RenderedEnvironment], before: [RenderedEnvironment]) {
    for old in before {
      guard let now = environments.first(where: { $0.name == old.name }) else { continue }
      let previous = Dictionary(
        old.objects.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
      var changed: [ObjectIdentity: KubernetesObject] = [:]
      for object in now.judged {
        guard let before = previous[object.identity], !before.root.isEqual(to: object.root) else {
          continue
        }
        changed[object.identity] = before
      }
      objects[old.name] = changed
    }
  }
}

extension GitOpsPipeline {
  /// What objects were in the parent state that are there still and are not the same.
  ///
  /// - Parameter parent: the files before; nil where nothing is known of them.
  func parentState(of rendered: RenderedPipeline, _ parent: Workspace?) async -> ParentState {
    guard let parent else { return ParentState() }
    return await ParentState(
      of: zip(rendered.environments, rendered.attempts).map { ($0, $1.rendered) }, before: parent,
      now: workspace, width: width)
  }
}

/// Which of the files that targets are made from differ between two states of a tree.
///
/// Git knows a file's bytes by a name, so that none is read, and none that no target is made from is
/// looked at: a tree may hold thousands of others.
private final class FileChange {
  private let before: any FileTree
  private let now: any FileTree
  private var known: [String: Bool] = [:]
  /// What differs, where both are trees of git's.
  private let paths: Set<String>?

  init(from before: Workspace, to now: Workspace) {
    self.before = before.tree
    self.now = now.tree
    paths = (before.tree as? GitTree).flatMap { old in
      (now.tree as? GitTree).flatMap { try? old.pathsOfDifferences(to: $0) }
    }
  }

  /// Whether a target is made from a file that differs.
  func reaches(_ target: RenderedTarget) -> Bool {
    if let paths {
      return !paths.isEmpty && target.rendering.files.contains { paths.contains($0.treePath) }
    }
    return target.rendering.files.contains { file in
      if let known = known[file.treePath] { return known }
      let differs = differs(file)
      known[file.treePath] = differs
      return differs
    }
  }

  private func differs(_ file: SourceFile) -> Bool {
    let old = try? before.file(at: file.treePath, limit: file.bytes.count)
    return old?.bytes != file.bytes
  }
}
