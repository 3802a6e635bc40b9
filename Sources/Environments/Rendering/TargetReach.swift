import Kustomize

/// The targets that may be made from some of a tree's files.
///
/// A target is made from the directories of its kustomization and of all that it builds on, and from what
/// these name outside of them.
package struct TargetReach: Sendable {
  /// One of these reaches a target by files of all its sets, which have every directory above them too.
  ///
  /// Nil for all targets.
  private let ways: [[Set<String>]]?
  private let workspace: Workspace?
  /// Whether what says that a target is there counts among what it is made from.
  private let countsDeclarations: Bool

  /// - Parameters:
  ///   - paths: where the files stand.
  ///   - countsDeclarations: whether a target is reached, too, by what says that it is there.
  init(of paths: [String], in workspace: Workspace, countingDeclarations countsDeclarations: Bool) {
    self.init(ofOne: [[paths]], in: workspace, countingDeclarations: countsDeclarations)
  }

  /// - Parameter ways: one of these suffices; it reaches a target that is made from a file of each of
  ///   its lists.
  init(
    ofOne ways: [[[String]]], in workspace: Workspace,
    countingDeclarations countsDeclarations: Bool = false
  ) {
    self.ways = ways.filter { !$0.contains(where: \.isEmpty) }.map { way in
      way.map { TreePath.withParents(of: $0) }
    }
    self.workspace = workspace
    self.countsDeclarations = countsDeclarations
  }

  private init() { (ways, workspace, countsDeclarations) = (nil, nil, true) }

  /// That of all files.
  static let everywhere = TargetReach()

  /// Whether the target may be made from the files.
  package func reaches(_ target: Target) -> Bool {
    guard let ways, let workspace else { return true }
    guard !ways.isEmpty else { return false }
    var places: Set<String> = []
    switch target.build {
    // Variables and patches of the cluster may come from anywhere.
    case .flux: return true
    case .argo(let argo):
      let declared =
        countsDeclarations
        ? workspace.fleets.declarations(of: argo, in: workspace)
        : workspace.fleets.files(of: argo, in: workspace)
      guard let declared else { return true }
      places = declared
    case .asFound, .kustomization: break
    }
    places.formUnion(workspace.loader.places(builtFrom: target.directory.path))
    return ways.contains { way in way.allSatisfy { !$0.isDisjoint(with: places) } }
  }
}
