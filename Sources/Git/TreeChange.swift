import Values

/// A path at which two trees differ.
package struct TreeChange: Hashable, Sendable {
  /// From the root of both trees.
  package let path: String
  /// Nil when the path is new.
  package let before: TreeEntry?
  /// Nil when the path is gone.
  package let after: TreeEntry?
}

extension TreeSnapshot {
  /// Every file, symbolic link and submodule that differs in `other`, ordered by path.
  ///
  /// Directories that are the same object in both are not entered.
  package func changes(to other: TreeSnapshot) throws(GitError) -> [TreeChange] {
    var changes: [TreeChange] = []
    try compare("", with: other, into: &changes)
    return changes.sorted { Self.isBefore($0.path, $1.path) }
  }

  private func compare(
    _ directory: String, with other: TreeSnapshot, into changes: inout [TreeChange]
  ) throws(GitError) {
    let (old, new) = (try children(of: directory), try other.children(of: directory))
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      // Of two under different paths the first is in its own list alone.
      let isOld =
        right == new.count || left < old.count && !Self.isBefore(new[right].path, old[left].path)
      let isNew =
        left == old.count || right < new.count && !Self.isBefore(old[left].path, new[right].path)
      let (before, after) = (isOld ? old[left] : nil, isNew ? new[right] : nil)
      if isOld { left += 1 }
      if isNew { right += 1 }
      guard before != after, let path = (before ?? after)?.path else { continue }
      if before?.mode == .directory || after?.mode == .directory {
        try compare(path, with: other, into: &changes)
      }
      let (file, other) = (before?.unlessDirectory, after?.unlessDirectory)
      if file != other { changes.append(TreeChange(path: path, before: file, after: other)) }
    }
  }

  /// What stands in a directory by the bytes of its path, each directory under the name of its tree.
  private func children(of directory: String) throws(GitError) -> [TreeEntry] {
    guard try entry(at: directory)?.mode == .directory else { return [] }
    let entries = try list(directory).sorted { Self.isBefore($0.path, $1.path) }
    guard case .index(let index) = source.contents else { return entries }
    return try entries.map { (entry) throws(GitError) in
      guard entry.mode == .directory else { return entry }
      return TreeEntry(
        path: entry.path, mode: .directory, id: try index.treeName(of: entry.path))
    }
  }

  private static func isBefore(_ left: String, _ right: String) -> Bool {
    left.precedesByBytes(right)
  }
}

extension TreeEntry {
  fileprivate var unlessDirectory: TreeEntry? { mode == .directory ? nil : self }
}
