import Diagnostics
import Git
import Kustomize
import YAML

/// The files that differ between two trees, and whether they may decide which targets there are.
struct ChangedFiles: Sendable {
  /// Whether a file came, went, or became something else, or a kustomization builds on other directories,
  /// or a file speaks of what a controller applies.
  let mayMoveTargets: Bool
  private let paths: [String]
  private let words: ManifestSearch.Words
  private let before: Workspace
  private let after: Workspace

  init(_ changes: [TreeChange], from before: Workspace, to after: Workspace) {
    paths = changes.map(\.path)
    (self.before, self.after) = (before, after)
    var words: ManifestSearch.Words = []
    for path in paths where Manifests.isManifest(TreePath.name(of: path)) {
      words.formUnion(before.search.words(at: path))
      words.formUnion(after.search.words(at: path))
    }
    self.words = words
    mayMoveTargets =
      !words.isDisjoint(with: [.flux, .fluxOperator, .argo, .argoBuildOptions])
      || changes.contains { $0.before?.mode != $0.after?.mode }
      || paths.contains { path in
        let name = TreePath.name(of: path)
        if KustomizationFileName.all.contains(name) {
          let directory = TreePath.parent(of: path)
          return !before.loader.isBuilt(directory, as: after.loader)
        }
        return name == "Chart.yaml" || name.hasPrefix(".argocd-source")
          || !after.loader.isBesideKustomization(path) && Manifests.isManifest(name)
      }
  }

  /// Whether a manifest mentions something before the change or after it.
  func mention(_ word: ManifestSearch.Words) -> Bool { !words.isDisjoint(with: word) }

  /// Whether one of the files holds a text before the change or after it.
  func hold(_ text: String) -> Bool {
    let mark = ByteMark(text)
    return paths.contains { path in
      [before, after].contains { workspace in
        let file = try? workspace.tree.file(at: path, limit: Limits.standard.bytes)
        return file.map { mark.isIn($0.bytes) } ?? false
      }
    }
  }

  /// Whether one of the files says which Applications there are.
  func reachesDeclarations(of fleets: ArgoFleets, in workspace: Workspace) -> Bool {
    guard let fleet = try? fleets.fleet(below: "", in: workspace) else { return true }
    return paths.contains { path in
      fleet.declarations.contains { TreePath.isInside(path, $0) }
    }
  }
}

extension Loader {
  /// Whether a directory is built on the same directories and files as another loader has it.
  fileprivate func isBuilt(_ directory: String, as other: Loader) -> Bool {
    places(builtFrom: directory) == other.places(builtFrom: directory)
      && isComponent(directory) == other.isComponent(directory)
  }

  /// Whether a file is read, if at all, by what a kustomization names.
  ///
  /// Manifests that stand elsewhere are targets by what they hold.
  fileprivate func isBesideKustomization(_ path: String) -> Bool {
    var directory = TreePath.parent(of: path)
    while true {
      let names = (try? tree.names(inDirectory: directory)) ?? []
      if names.contains(where: KustomizationFileName.all.contains) { return true }
      if directory.isEmpty { return false }
      directory = TreePath.parent(of: directory)
    }
  }
}
