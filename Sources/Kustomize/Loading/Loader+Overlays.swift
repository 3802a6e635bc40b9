import Values
import YAML

extension Loader {
  /// The directories at or under one that hold a kustomization on which no other there builds, in
  /// ascending order; components are left out.
  ///
  /// Directories whose names begin with a dot are not entered, nor are symbolic links. A kustomization
  /// that cannot be read counts as one of them, so that rendering it says why.
  package func overlays(under directory: String) throws(FileTreeError) -> [String] {
    try kustomizations(under: directory).overlays
  }

  /// The same, with the components there that no kustomization uses, and all directories that hold a
  /// kustomization.
  package func kustomizations(
    under directory: String
  ) throws(FileTreeError) -> (overlays: [String], components: [String], all: [String]) {
    var found: [String] = []
    var components: [String] = []
    var references: Set<String> = []
    let all = try kustomizedDirectories(under: directory)
    for directory in all {
      guard let outline = outline(of: directory) else {
        found.append(directory)
        continue
      }
      if outline.isComponent {
        components.append(directory)
      } else {
        found.append(directory)
      }
      references.formUnion(sources(of: directory).directories)
    }
    return (
      found.filter { !references.contains($0) }, components.filter { !references.contains($0) }, all
    )
  }

  private func kustomizedDirectories(under start: String) throws(FileTreeError) -> [String] {
    var found: [String] = []
    var pending = [start]
    while let directory = pending.popLast() {
      var inner: [String] = []
      for entry in try tree.listing(ofDirectory: directory) {
        if KustomizationFileName.all.contains(entry.name) {
          if found.last != directory { found.append(directory) }
        } else if entry.kind == .directory, !entry.name.hasPrefix(".") {
          inner.append(TreePath.join(directory, entry.name))
        }
      }
      pending += inner.reversed()
    }
    return found.sorted { $0.precedesByBytes($1) }
  }

  /// Whether the kustomization of a directory is part of others alone.
  package func isComponent(_ directory: String) -> Bool {
    outline(of: directory)?.isComponent ?? false
  }
}
