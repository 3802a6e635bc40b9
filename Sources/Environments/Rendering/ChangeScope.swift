import Diagnostics
import Git
import Kustomize
import YAML

/// Which targets a change of files can make render otherwise.
///
/// A target is made from the directories of its kustomization and of all that it builds on, so what no
/// changed file is in, or is named by, renders as it did. A symbolic link changes with what it leads to.
package struct ChangeScope: Sendable {
  /// What changes, and every directory above it.
  private let places: Set<String>
  private let loader: Loader
  private let after: Workspace
  private let change: ChangedFiles

  /// What differs between two trees of one repository; nil where all of it may matter.
  ///
  /// That is so where a tree is none of the repository's own, as files of a working tree, and where a
  /// definition of a kind changes, since definitions judge objects anywhere.
  ///
  /// - Parameter decisive: paths of which all depends, as of policies.
  /// - Throws: ``PipelineError`` where the trees cannot be compared.
  package init?(
    from before: Workspace, to after: Workspace, decisive: [String]
  ) throws(PipelineError) {
    guard let old = before.own as? GitTree, let new = after.own as? GitTree,
      let location = after.repository
    else { return nil }
    let paths: [String]
    do throws(GitError) {
      let repository = try Repository(reopening: location)
      let now = TreeSnapshot(new.source, in: repository)
      let changes = try TreeSnapshot(old.source, in: repository).changes(to: now)
      change = ChangedFiles(changes, from: before, to: after)
      let changed = changes.map(\.path)
      paths = changed.isEmpty ? [] : changed + (try ChangedLinks(to: changed, in: now).paths)
    } catch {
      throw PipelineError(error.message, help: error.hint)
    }
    let isDecisive =
      paths.contains { path in decisive.contains { TreePath.isInside(path, $0) } }
      || change.mention(.definition)
    if isDecisive { return nil }
    loader = after.loader
    self.after = after
    places = TreePath.withParents(of: paths)
  }

  /// Objects that say something of others.
  package enum Objects: Sendable {
    case policies, namespaces, roles

    fileprivate var words: ManifestSearch.Words {
      switch self {
      case .policies: .admissionPolicy
      case .namespaces: .namespace
      case .roles: .role
      }
    }
  }

  /// Whether the tree may hold such objects anywhere, or bring them from elsewhere.
  package func mayDeploy(_ objects: Objects) -> Bool {
    after.remotes?.cache != nil || after.charts != nil
      || !after.search.manifests(under: "", mentioning: objects.words).isEmpty
  }

  /// Whether there may be other targets than before the change.
  ///
  /// - Parameter method: by which they are found.
  package func mayMoveTargets(foundBy method: DiscoveryMethod) -> Bool {
    // What Flux applies is made of more than directories.
    if method == .flux || change.mayMoveTargets { return true }
    guard method == .argo else { return false }
    return change.reachesDeclarations(of: after.fleets, in: after)
  }

  /// Whether a change may reach the target.
  package func reaches(_ target: Target) -> Bool {
    switch target.build {
    // Variables and patches of the cluster may come from anywhere.
    case .flux: return true
    case .argo(let argo):
      guard let declared = after.fleets.declarations(of: argo, in: after) else { return true }
      let built = declared.union(loader.places(builtFrom: target.directory.path))
      return !built.isDisjoint(with: places)
    case .asFound, .kustomization:
      return !loader.places(builtFrom: target.directory.path).isDisjoint(with: places)
    }
  }
}
