import Diagnostics
import Kustomize
import YAML

/// Looks through a tree for manifests that mention something; the others are passed over without being
/// parsed.
struct ManifestSearch {
  private let tree: any FileTree

  init(_ tree: any FileTree) { self.tree = tree }

  /// The manifests under a directory that hold one of the texts, by path.
  ///
  /// Directories whose names begin with a dot are not entered. What cannot be read is passed over.
  func manifests(under directory: String, mentioning texts: [String]) -> [SourceFile] {
    let marks = texts.map(ByteMark.init)
    var found: [SourceFile] = []
    var waiting = [directory]
    while let directory = waiting.popLast() {
      guard let names = try? tree.names(inDirectory: directory) else { continue }
      var directories: [String] = []
      for name in names where !name.hasPrefix(".") {
        let path = TreePath.join(directory, name)
        switch try? tree.entry(at: path) {
        case .directory: directories.append(path)
        case .file where Manifests.isManifest(name):
          guard let file = try? tree.file(at: path, limit: Limits.standard.bytes) else { continue }
          if marks.contains(where: { $0.isIn(file.bytes) }) { found.append(file) }
        default: break
        }
      }
      waiting += directories.reversed()
    }
    return found
  }
}
