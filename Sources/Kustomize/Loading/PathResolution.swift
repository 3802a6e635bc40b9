/// Where a path leads once its symbolic links are followed.
struct ResolvedPath: Hashable, Sendable {
  /// Without links, relative to the tree's root.
  var path: String
  var entry: FileTreeEntry
}

/// Why a path leads nowhere in the tree.
enum PathProblem: Error {
  /// A component that does not exist; its path as far as it was followed.
  case absent(String)
  /// Links or `..` lead out of the tree.
  case leavesTree
  /// More links than any real tree has.
  case tooManyLinks
  case notADirectory(String)
  case submodule(String)
  case tree(FileTreeError)
}

extension FileTree {
  /// Follows `path` from `directory`, which holds no links itself.
  ///
  /// `..` is taken after the links before it, as the system does.
  func resolve(
    _ path: String, from directory: String
  ) throws(PathProblem) -> ResolvedPath {
    var pending = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)[...]
    var current = path.hasPrefix("/") ? "" : directory
    let root = root(of: current)
    var entry = FileTreeEntry.directory
    var links = 0
    while let component = pending.popFirst() {
      switch component {
      case ".": continue
      case "..":
        guard current != root else { throw .leavesTree }
        current = TreePath.parent(of: current)
        entry = .directory
        continue
      default: break
      }
      guard entry == .directory else { throw .notADirectory(current) }
      let next = TreePath.join(current, component)
      entry = try self.entry(following: next)
      switch entry {
      case .absent: throw .absent(next)
      case .submodule: throw .submodule(next)
      case .symbolicLink(let target):
        links += 1
        guard links <= 40 else { throw .tooManyLinks }
        // A tree that knows where its root is answers absolute links itself.
        if target.hasPrefix("/") {
          guard root.isEmpty, let inside = relative(toRoot: target) else { throw .leavesTree }
          pending = inside.split(separator: "/").map(String.init) + pending
          current = ""
          entry = .directory
          continue
        }
        pending = target.split(separator: "/").map(String.init) + pending
        entry = .directory
      case .file, .directory, .other: current = next
      }
    }
    return ResolvedPath(path: current, entry: entry)
  }

  private func entry(following path: String) throws(PathProblem) -> FileTreeEntry {
    do { return try entry(at: path) } catch { throw .tree(error) }
  }
}
