package import Diagnostics
import Kustomize
import YAML

/// What is not at hand of an environment.
package struct Absence: Sendable {
  /// Targets that were not asked for, or do not render; nil where nobody knows what there is.
  package var targets: [Target]?
  /// Whether some of it stands in other repositories, or is made by programs that are not run.
  package var isForeign: Bool

  package init(targets: [Target]? = [], isForeign: Bool = false) {
    self.targets = targets
    self.isForeign = isForeign
  }
}

extension EnvironmentRenderer {
  /// The files that targets are made from, as far as they can be read without rendering any.
  ///
  /// - Parameter known: the paths of files that are left out.
  package func files(of targets: [Target], without known: Set<String>) -> [SourceFile] {
    var places: Set<String> = []
    for target in targets { places.formUnion(loader.places(builtFrom: target.directory.path)) }
    var found: [String: SourceFile] = [:]
    for place in places.sorted() {
      for path in manifests(at: place) where !known.contains(path) && found[path] == nil {
        found[path] = try? workspace.tree.file(at: path, limit: Limits.standard.bytes)
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The manifest at a path, or those in the directory and below it.
  private func manifests(at place: String) -> [String] {
    var found: [String] = []
    var waiting = [place]
    while let next = waiting.popLast() {
      guard let listing = try? workspace.tree.listing(ofDirectory: next) else {
        if Manifests.isManifest(next) { found.append(next) }
        continue
      }
      for entry in listing where !entry.name.hasPrefix(".") {
        let path = TreePath.join(next, entry.name)
        if entry.kind == .directory {
          waiting.append(path)
        } else if Manifests.isManifest(entry.name) {
          found.append(path)
        }
      }
    }
    return found
  }
}
