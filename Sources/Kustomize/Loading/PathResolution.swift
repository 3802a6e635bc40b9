import Values

/// Where a path leads once its symbolic links are followed.
struct ResolvedPath: Hashable, Sendable {
  /// Without links, relative to the tree's root.
  var path: String
  var entry: FileTreeEntry
  /// The last link that was followed, as a path of the tree.
  var link: String?
}

/// A symbolic link as it was met.
struct FollowedLink: Hashable, Sendable {
  /// Where it stands in the tree.
  var path: String
  /// Its text.
  var target: String
  /// How many components of the path that was asked for come behind it.
  fileprivate var rest: Int
}

/// Why a path leads nowhere in the tree.
enum PathProblem: Error {
  /// A component that does not exist; its path as far as it was followed.
  case absent(String)
  /// The path leads out of the tree by its `..`, or by those of a link on the way.
  case leavesTree(FollowedLink?)
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
    var pending = Self.components(path)[...]
    var current = path.hasPrefix("/") ? "" : directory
    let root = root(of: current)
    var entry = FileTreeEntry.directory
    var links = 0
    var link: FollowedLink?
    while let component = pending.popFirst() {
      switch component {
      case ".": continue
      case "..":
        guard current != root else {
          throw .leavesTree(link.flatMap { pending.count >= $0.rest ? $0 : nil })
        }
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
        link = FollowedLink(path: next, target: target, rest: pending.count)
        // A tree that knows where its root is answers absolute links itself.
        if target.hasPrefix("/") {
          guard root.isEmpty, let inside = relative(toRoot: target) else {
            throw .leavesTree(link)
          }
          pending = Self.components(inside) + pending
          current = ""
          entry = .directory
          continue
        }
        pending = Self.components(target) + pending
        entry = .directory
      case .file, .directory, .other: current = next
      }
    }
    return ResolvedPath(path: current, entry: entry, link: link?.path)
  }

  private static func components(_ path: String) -> [String] {
    var components: [String] = []
    for part in path.split(atByte: "/") where !part.isEmpty { components.append(String(part)) }
    return components
  }

  private func entry(following path: String) throws(PathProblem) -> FileTreeEntry {
    do { return try entry(at: path) } catch { throw .tree(error) }
  }
}
