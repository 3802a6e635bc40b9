package import Diagnostics

extension FileTree {
  /// The files at or under a path, each by its name relative to that; links are followed.
  ///
  /// - Parameters:
  ///   - path: without links.
  ///   - limit: how many bytes all of them may have together.
  /// - Throws: ``FileTreeError`` where one cannot be read, where a link leads out of the tree, or where
  ///   they have more bytes.
  package func contents(
    of path: String, limit: Int
  ) throws(FileTreeError) -> [(name: String, file: SourceFile)] {
    var found: [(name: String, file: SourceFile)] = []
    var rest = limit
    for leaf in try leaves(of: path) {
      let file = try file(at: leaf.path, limit: rest)
      rest -= file.bytes.count
      found.append((leaf.name, file))
    }
    return found
  }

  /// Where the files at or under a path stand, each by its name relative to that; links are followed,
  /// once on any way down.
  ///
  /// - Parameter path: without links.
  /// - Throws: ``FileTreeError`` where a directory cannot be read, where a link leads out of the tree, or
  ///   where links make more files than any directory has.
  package func leaves(of path: String) throws(FileTreeError) -> [(name: String, path: String)] {
    var found: [(name: String, path: String)] = []
    var pending = [(name: "", path: path, above: Set<String>())]
    while let (name, path, above) = pending.popLast() {
      guard found.count + pending.count < 100_000 else {
        throw FileTreeError(path: path, kind: .tooLarge, reason: "there are too many files")
      }
      switch try entry(at: path) {
      case .file: found.append((name, path))
      case .directory:
        for inner in try names(inDirectory: path).reversed() {
          guard let target = try target(of: inner, in: path) else { continue }
          // A link that leads up would make a tree without end.
          guard !above.contains(target), !TreePath.isInside(path, target) else { continue }
          pending.append((TreePath.join(name, inner), target, above.union([path])))
        }
      case .symbolicLink, .submodule, .other, .absent: continue
      }
    }
    return found
  }

  /// Where a name leads; nil where nothing is there.
  private func target(
    of name: String, in directory: String
  ) throws(FileTreeError) -> String? {
    do throws(PathProblem) { return try resolve(name, from: directory).path } catch {
      guard case .leavesTree(let link) = error else { return nil }
      let place = TreePath.join(directory, name)
      throw FileTreeError(
        path: place, kind: .unreadable,
        reason: "it is a link that leads out of the repository"
          + (link.map { ", to \($0.target)" } ?? ""))
    }
  }
}
