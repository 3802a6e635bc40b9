import Diagnostics
import Synchronization

/// Finds the files of the repositories that kustomizations name by URL.
package typealias RemoteTrees =
  @Sendable (RemoteReference) throws(RemoteTreeError) -> any FileTree

/// Why the files of another repository are not there.
package struct RemoteTreeError: Error, Hashable, Sendable {
  /// What is wrong, to be read after the reference: `is remote, and nothing is fetched`.
  package var reason: String
  /// What the user can do about it.
  package var help: String?

  /// A reason that reads on from the reference.
  package init(_ reason: String, help: String? = nil) {
    self.reason = reason
    self.help = help
  }

  static let notFetched = RemoteTreeError(
    "is remote, and nothing is fetched", help: "copy what it holds into the repository")
}

/// A tree with the trees of other repositories beside its own files, each under a directory that is
/// called `host/repository@revision`.
///
/// No path leads out of such a directory.
final class MountedTree: FileTree {
  private let base: any FileTree
  private let remotes: RemoteTrees
  private let mounts = Mutex<[Mount]>([])

  private struct Mount {
    var directory: String
    var tree: Result<any FileTree, RemoteTreeError>
  }

  init(_ base: any FileTree, remotes: @escaping RemoteTrees) {
    self.base = base
    self.remotes = remotes
  }

  /// The directory under which the reference's repository stands.
  func mount(_ reference: RemoteReference) throws(RemoteTreeError) -> String {
    let directory = "\(reference.repository)@\(reference.revision ?? "HEAD")"
    // Under the lock, so that two who ask at a time do not both fetch.
    let tree = mounts.withLock { mounts in
      if let known = mounts.first(where: { $0.directory == directory }) { return known.tree }
      let tree = Result { () throws(RemoteTreeError) in try remotes(reference) }
      mounts.append(Mount(directory: directory, tree: tree))
      return tree
    }
    _ = try tree.get()
    return directory
  }

  func root(of path: String) -> String { mount(of: path)?.directory ?? base.root(of: path) }

  private func mount(of path: String) -> Mount? {
    mounts.withLock { mounts in
      mounts.first { TreePath.isInside(path, $0.directory) }
    }
  }

  /// The tree that holds a path, with the path in it.
  private func place(of path: String) -> (tree: any FileTree, path: String) {
    guard let mount = mount(of: path), case .success(let tree) = mount.tree else {
      return (base, path)
    }
    return (tree, String(path.utf8.dropFirst(mount.directory.utf8.count + 1)) ?? "")
  }

  func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    let (tree, inner) = place(of: path)
    return try tree.entry(at: inner)
  }

  func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    let (tree, inner) = place(of: path)
    let file = try tree.file(at: inner, limit: limit)
    return mount(of: path) == nil ? file : SourceFile(path: path, bytes: file.bytes)
  }

  func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    let (tree, inner) = place(of: path)
    return try tree.names(inDirectory: inner)
  }

  func listing(ofDirectory path: String) throws(FileTreeError) -> [ListedEntry] {
    let (tree, inner) = place(of: path)
    return try tree.listing(ofDirectory: inner)
  }

  func absolutePath(of path: String) -> String? {
    let (tree, inner) = place(of: path)
    return tree.absolutePath(of: inner)
  }

  func shown(_ path: String) -> String { mount(of: path) == nil ? base.shown(path) : path }

  func relative(toRoot path: String) -> String? { base.relative(toRoot: path) }
}
