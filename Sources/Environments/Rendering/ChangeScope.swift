import Diagnostics
import Git
import Kustomize
import YAML

/// Which targets a change of files can make render otherwise.
///
/// A target is made from the directories of its kustomization and of all that it builds on, so what no
/// changed file is in, or is named by, renders as it did. A symbolic link changes with what it leads to.
package struct ChangeScope: Sendable {
  /// Whether the tree holds policies anywhere, by which an environment may judge its own objects.
  package let mayDeployPolicies: Bool
  /// What changes, and every directory above it.
  private let places: Set<String>
  private let loader: Loader
  private let after: Workspace

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
      let changed = try TreeSnapshot(old.source, in: repository).changes(to: now).map(\.path)
      paths = changed.isEmpty ? [] : changed + (try ChangedLinks(to: changed, in: now).paths)
    } catch {
      throw PipelineError(error.message, help: error.hint)
    }
    let isDecisive = paths.contains { path in
      decisive.contains { TreePath.isInside(path, $0) }
        || Manifests.isManifest(path)
          && [old, new].contains { Self.definesKinds(path, in: $0) }
    }
    if isDecisive { return nil }
    loader = after.loader
    self.after = after
    places = TreePath.withParents(of: paths)
    mayDeployPolicies =
      !after.search.manifests(under: "", mentioning: .admissionPolicy).isEmpty
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

  private static func definesKinds(_ path: String, in tree: GitTree) -> Bool {
    guard let file = try? tree.file(at: path, limit: Limits.standard.bytes) else { return false }
    return definition.isIn(file.bytes)
  }

  private static let definition = ByteMark("CustomResourceDefinition")
}
