import Environments
import Git
import Kustomize
import Synchronization

/// The files of the commit that is checked out, read again only when that is another.
final class HeadTree: Sendable {
  private let trust: Bool
  private let known = Mutex<(commit: String, workspace: Workspace)?>(nil)

  init(trust: Bool) { self.trust = trust }

  /// The files in the place of those of a working tree; nil outside of a repository, and before the first
  /// commit.
  func workspace(below workTree: Workspace) -> Workspace? {
    guard let root = workTree.root,
      let repository = try? Repository.discover(
        from: root, environment: processEnvironment(), trust: trust),
      let tip = try? repository.resolve("HEAD")
    else { return nil }
    return known.withLock { known in
      if let known, known.commit == tip.hex { return known.workspace }
      guard let before = try? Workspace.revision(tip.hex, of: repository) else { return nil }
      let workspace = workTree.over(before.tree, named: before.name)
      known = (tip.hex, workspace)
      return workspace
    }
  }
}
