import Diagnostics
import Git
import Kustomize
import Synchronization

/// A tree with those of other revisions of its repository beside its own files, each under a directory
/// that is called after the revision: `env/production:`.
///
/// No path leads out of such a directory.
struct RevisionTree: FileTree {
  private let base: any FileTree
  private let revisions: [String: GitTree]

  fileprivate init(_ base: any FileTree, beside revisions: [String: GitTree]) {
    self.base = base
    self.revisions = revisions
  }

  func root(of path: String) -> String { revision(of: path) ?? base.root(of: path) }

  /// The directory of a revision that a path is in; nil for the tree's own files.
  private func revision(of path: String) -> String? {
    revisions.keys.first { TreePath.isInside(path, $0) }
  }

  /// The tree that holds a path, with the path in it.
  private func place(of path: String) -> (tree: any FileTree, path: String) {
    guard let directory = revision(of: path), let tree = revisions[directory] else {
      return (base, path)
    }
    return (tree, String(decoding: path.utf8.dropFirst(directory.utf8.count + 1), as: UTF8.self))
  }

  func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    let (tree, inner) = place(of: path)
    if inner.isEmpty, !path.isEmpty { return .directory }
    let entry = try tree.entry(at: inner)
    // The names of branches have several components.
    let leadsToRevision =
      entry == .absent && revisions.keys.contains { TreePath.isInside($0, path) }
    return leadsToRevision ? .directory : entry
  }

  func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    let (tree, inner) = place(of: path)
    let file = try tree.file(at: inner, limit: limit)
    return revision(of: path) == nil ? file : SourceFile(path: path, bytes: file.bytes)
  }

  func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    let (tree, inner) = place(of: path)
    return try tree.names(inDirectory: inner)
  }

  func relative(toRoot path: String) -> String? { base.relative(toRoot: path) }

  func absolutePath(of path: String) -> String? {
    let (tree, inner) = place(of: path)
    return tree.absolutePath(of: inner)
  }

  func shown(_ path: String) -> String { revision(of: path) == nil ? base.shown(path) : path }
}

/// The revisions whose files stand beside those of a tree.
final class Revisions: Sendable {
  private let trees = Mutex<[String: GitTree]>([:])
  /// Whether somebody asked for one, be it in vain.
  let wereAsked = Flag()

  /// The tree with the revisions beside it; the tree itself where there is none.
  func beside(_ base: any FileTree) -> any FileTree {
    let known = trees.withLock { $0 }
    return known.isEmpty ? base : RevisionTree(base, beside: known)
  }

  /// Where their files stand.
  var directories: Set<String> { trees.withLock { Set($0.keys) } }

  /// Puts the files of a revision under a directory.
  func add(_ tree: GitTree, at directory: String) {
    trees.withLock { $0[directory] = tree }
  }
}
