/// What an entry of a tree is.
package enum FileMode: UInt32, Sendable, Hashable {
  case directory = 0o040000
  case file = 0o100644
  case executable = 0o100755
  case symbolicLink = 0o120000
  /// A commit of another repository.
  case submodule = 0o160000

  /// Reads a mode as stored; git knows files by their execute bit alone.
  init?(stored mode: UInt32) {
    switch mode & 0o170000 {
    case 0o040000: self = .directory
    case 0o100000: self = mode & 0o100 == 0 ? .file : .executable
    case 0o120000: self = .symbolicLink
    case 0o160000: self = .submodule
    default: return nil
    }
  }

  /// Whether the entry holds bytes that are read as a file.
  package var isFile: Bool { self == .file || self == .executable }
}

/// One entry of a tree or of the index.
package struct TreeEntry: Hashable, Sendable {
  /// From the root of the tree, without a leading slash.
  package let path: String
  /// What it is.
  package let mode: FileMode
  /// The object; nil for a directory of the index, which has none yet.
  package let id: ObjectID?

  /// The last component of the path.
  package var name: String { FileSystem.name(of: path) }

  func moved(under directory: String) -> TreeEntry {
    directory.isEmpty ? self : TreeEntry(path: "\(directory)/\(path)", mode: mode, id: id)
  }
}

/// Entries in git's order: by the bytes of their names, a directory as if it ended in a slash.
struct EntryList: Sendable, Hashable {
  let entries: [TreeEntry]

  /// - Precondition: `entries` are in git's order.
  init(_ entries: [TreeEntry]) { self.entries = entries }

  subscript(path: String) -> TreeEntry? {
    for isDirectory in [false, true] {
      let index = firstIndex(atOrAfter: path, isDirectory: isDirectory)
      guard index < entries.count else { continue }
      let entry = entries[index]
      if (entry.mode == .directory) == isDirectory,
        entry.path.utf8.hasSameBytes(as: path.utf8.span)
      {
        return entry
      }
    }
    return nil
  }

  /// The indices of all entries whose paths lie beneath `directory`.
  func range(beneath directory: String) -> Range<Int> {
    guard !directory.isEmpty else { return entries.indices }
    let start = firstIndex(atOrAfter: directory, isDirectory: true)
    // The character after the slash ends all that begins with the slash.
    let end = firstIndex(atOrAfter: directory + "0", isDirectory: false)
    return start..<max(start, end)
  }

  private func firstIndex(atOrAfter path: String, isDirectory: Bool) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      let entry = entries[middle]
      if Self.precedes(entry.path, entry.mode == .directory, path, isDirectory) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private static func precedes(
    _ left: String, _ leftIsDirectory: Bool, _ right: String, _ rightIsDirectory: Bool
  ) -> Bool {
    // In place: a search compares thousands of paths, and iterators of two texts at a time are slow.
    let (leftBytes, rightBytes) = (left.utf8.span, right.utf8.span)
    let length = min(leftBytes.count, rightBytes.count)
    var index = 0
    while index < length, leftBytes[index] == rightBytes[index] { index += 1 }
    guard index == length else { return leftBytes[index] < rightBytes[index] }
    // One is the beginning of the other: what follows there meets the end or the slash here.
    let leftNext =
      length < leftBytes.count ? leftBytes[length] : leftIsDirectory ? slash : nil
    let rightNext =
      length < rightBytes.count ? rightBytes[length] : rightIsDirectory ? slash : nil
    guard let rightNext else { return false }
    guard let leftNext else { return true }
    if leftNext != rightNext { return leftNext < rightNext }
    // Equal at the slash: the shorter of `a/` and `a/b` comes first.
    return leftBytes.count < rightBytes.count
  }

  private static let slash = UInt8(ascii: "/")
}
