import Diagnostics
import Git
package import Kubernetes
import Kustomize
import YAML

/// Which targets a change of files can make render otherwise.
///
/// A target is made from the directories of its kustomization and of all that it builds on, so what no
/// changed file is in, or is named by, renders as it did. A symbolic link changes with what it leads to.
package struct ChangeScope: Sendable {
  /// What changes.
  private let reach: TargetReach
  private let after: Workspace
  private let change: ChangedFiles
  /// The paths of the files that differ; nil where symbolic links lead to them, so that they have others.
  package let changedPaths: Set<String>?

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
      let links = changed.isEmpty ? [] : try ChangedLinks(to: changed, in: now).paths
      paths = changed + links
      changedPaths = links.isEmpty ? Set(changed) : nil
    } catch {
      throw PipelineError(error.message, help: error.hint)
    }
    let isDecisive =
      paths.contains { path in decisive.contains { TreePath.isInside(path, $0) } }
      || change.mention(.definition)
    if isDecisive { return nil }
    self.after = after
    reach = TargetReach(of: paths, in: after, countingDeclarations: true)
  }

  /// Objects that say something of others.
  package enum Objects: Hashable, Sendable {
    case any, policies, roles
    /// Namespaces of some names.
    case namespaces(Set<String>)
    /// Those that have one of some names, of any kind.
    case named(Set<String>)
  }

  /// The targets that may deploy such objects.
  package func reach(ofThoseDeploying objects: Set<Objects>) -> TargetReach {
    guard after.remotes?.cache == nil, after.charts == nil else { return .everywhere }
    let ways = objects.map { kind -> [[String]] in
      switch kind {
      case .any: []
      case .policies: [manifests(mentioning: .admissionPolicy)]
      case .roles: [manifests(mentioning: .role)]
      case .namespaces(let names):
        [manifests(mentioning: .namespace), manifests(holding: names)].compactMap(\.self)
      case .named(let names): [manifests(holding: names)].compactMap(\.self)
      }
    }
    return TargetReach(ofOne: ways, in: after)
  }

  /// Whether something in the tree may limit what a namespace or a container asks for.
  package var mayLimitResources: Bool {
    after.remotes?.cache != nil || after.charts != nil
      || !manifests(mentioning: .resourceLimit).isEmpty
  }

  private func manifests(mentioning words: ManifestSearch.Words) -> [String] {
    after.search.manifests(under: "", mentioning: words)
  }

  /// The manifests that may give one of some names; nil where they are too many to look for.
  private func manifests(holding names: Set<String>) -> [String]? {
    let names = names.filter { !$0.isEmpty }.sorted()
    guard !names.isEmpty else { return [] }
    // A name may be put together from its parts.
    let texts = names + ["namePrefix", "nameSuffix"]
    guard texts.count <= ByteMarkSet.limit else { return nil }
    return after.search.manifests(under: "", holding: texts)
  }

  /// Whether nothing in the tree may define one of some kinds.
  package func definesNone(of kinds: Set<GroupVersionKind>) -> Bool {
    guard !kinds.isEmpty else { return true }
    guard after.remotes?.cache == nil, after.charts == nil else { return false }
    return DefinitionSearch(for: Set(kinds.map(DefinedKind.init)), in: after)
      .candidates(under: "").isEmpty
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

  /// Whether a file that changes holds a text, before the change or after it.
  package func changesFile(holding text: String) -> Bool { change.hold(text) }

  /// Whether a change may reach the target.
  package func reaches(_ target: Target) -> Bool { reach.reaches(target) }
}
