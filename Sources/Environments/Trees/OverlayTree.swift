package import Diagnostics
package import Kustomize
import Values

/// A tree with some of its files replaced, added or taken out.
package struct OverlayTree: FileTree {
  private let base: any FileTree
  /// New bytes by path; nil for a file that is gone.
  private let contents: [String: [UInt8]?]
  /// What each directory gains, by its path.
  private let added: [String: Set<String>]

  /// - Parameter contents: new bytes by path, or nil for a file that goes; a path that is no file of
  ///   `base` is added, with the directories on the way to it.
  package init(_ base: any FileTree, replacing contents: [String: [UInt8]?]) {
    self.base = base
    self.contents = contents
    var added: [String: Set<String>] = [:]
    for case (var path, _?) in contents {
      while !path.isEmpty {
        let parent = TreePath.parent(of: path)
        added[parent, default: []].insert(TreePath.name(of: path))
        path = parent
      }
    }
    self.added = added
  }

  /// A file where one is replaced, else what the base has at `path`.
  package func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    if let content = contents[path] { return content == nil ? .absent : .file }
    if added[path] != nil { return .directory }
    let entry = try base.entry(at: path)
    // Git has no directory without a file.
    if entry == .directory, try isEmptied(path) { return .absent }
    return entry
  }

  private func isEmptied(_ directory: String) throws(FileTreeError) -> Bool {
    guard contents.contains(where: { $0.value == nil && TreePath.isInside($0.key, directory) })
    else { return false }
    return try names(inDirectory: directory).isEmpty
  }

  /// The new bytes where the file is replaced, else those of the base.
  package func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    guard let content = contents[path] else { return try base.file(at: path, limit: limit) }
    guard let bytes = content else {
      throw FileTreeError(path: path, kind: .absent, reason: "there is no such file")
    }
    guard bytes.count <= limit else {
      throw .tooLarge(path: path, size: bytes.count, limit: limit)
    }
    return SourceFile(path: shown(path), bytes: bytes)
  }

  /// The names in a directory of the tree, ascending by their bytes.
  package func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    let new = added[path] ?? []
    let known = try base.entry(at: path) == .directory ? base.names(inDirectory: path) : []
    guard !contents.isEmpty else { return known }
    var names: [String] = []
    for name in Set(known).union(new) where try entry(at: TreePath.join(path, name)) != .absent {
      names.append(name)
    }
    return names.sorted { $0.precedesByBytes($1) }
  }

  /// Where the base has an absolute path.
  package func relative(toRoot path: String) -> String? { base.relative(toRoot: path) }
  /// Where the base has a path in the file system.
  package func absolutePath(of path: String) -> String? { base.absolutePath(of: path) }
  /// A path as the base tells it.
  package func shown(_ path: String) -> String { base.shown(path) }
  /// The directory that nothing in the base leads out of.
  package func root(of path: String) -> String { base.root(of: path) }
}
