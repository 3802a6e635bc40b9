package import Diagnostics

extension FileTree {
  /// The files at or under a path, each by its name relative to that; links are followed, and what
  /// leads out of the tree is left out.
  ///
  /// - Parameters:
  ///   - path: without links.
  ///   - limit: how many bytes all of them may have together.
  /// - Throws: ``FileTreeError`` where one cannot be read, or where they have more bytes.
  package func contents(
    of path: String, limit: Int
  ) throws(FileTreeError) -> [(name: String, file: SourceFile)] {
    var found: [(name: String, file: SourceFile)] = []
    var rest = limit
    var pending = [(name: "", path: path)]
    while let (name, path) = pending.popLast() {
      switch try entry(at: path) {
      case .file:
        let file = try file(at: path, limit: rest)
        rest -= file.bytes.count
        found.append((name, file))
      case .directory:
        for inner in try names(inDirectory: path).reversed() {
          // A link that leads up would make a tree without end.
          guard let target = try? resolve(inner, from: path), target.path != path,
            TreePath.isInside(target.path, path)
          else { continue }
          pending.append((TreePath.join(name, inner), target.path))
        }
      case .symbolicLink, .submodule, .other, .absent: continue
      }
    }
    return found
  }
}
