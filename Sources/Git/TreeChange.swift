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
    guard tree != nil, other.tree != nil else { return try changesByFile(to: other) }
    var changes: [TreeChange] = []
    try compare("", with: other, into: &changes)
    return changes.sorted { $0.path.precedesByBytes($1.path) }
  }

  /// The changes to or from an index, whose directories are no objects and would all be entered.
  private func changesByFile(to other: TreeSnapshot) throws(GitError) -> [TreeChange] {
    let (old, new) = (try files(under: ""), try other.files(under: ""))
    var changes: [TreeChange] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      // Of two under different paths the first is in its own list alone.
      let isOld = right == new.count || left < old.count && !Self.isBefore(new[right], old[left])
      let isNew = left == old.count || right < new.count && !Self.isBefore(old[left], new[right])
      let (before, after) = (isOld ? old[left] : nil, isNew ? new[right] : nil)
      if before != after, let path = (before ?? after)?.path {
        changes.append(TreeChange(path: path, before: before, after: after))
      }
      if isOld { left += 1 }
      if isNew { right += 1 }
    }
    return changes
  }

  private static func isBefore(_ left: TreeEntry, _ right: TreeEntry) -> Bool {
    left.path.precedesByBytes(right.path)
  }

  private func compare(
    _ directory: String, with other: TreeSnapshot, into changes: inout [TreeChange]
  ) throws(GitError) {
    let before = try children(of: directory)
    let after = try other.children(of: directory)
    for name in Set(before.keys).union(after.keys) {
      let (old, new) = (before[name], after[name])
      let path = directory.isEmpty ? name : "\(directory)/\(name)"
      if let old, old == new, old.id != nil { continue }
      if old?.mode == .directory || new?.mode == .directory {
        try compare(path, with: other, into: &changes)
      }
      let oldFile = old?.mode == .directory ? nil : old
      let newFile = new?.mode == .directory ? nil : new
      if oldFile != newFile {
        changes.append(TreeChange(path: path, before: oldFile, after: newFile))
      }
    }
  }

  private func children(of directory: String) throws(GitError) -> [String: TreeEntry] {
    guard try entry(at: directory)?.mode == .directory else { return [:] }
    return Dictionary(try list(directory).map { ($0.name, $0) }) { first, _ in first }
  }
}
