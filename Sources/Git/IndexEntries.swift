/// The entries of the index with the directories that they make, which the index itself does not hold.
///
/// Equal where the entries are.
struct IndexEntries: Sendable, Hashable {
  /// Every file, symbolic link and submodule.
  let list: EntryList
  /// What stands in each directory, in git's order.
  private let directories: [Path: [TreeEntry]]
  /// What the directories are called as trees.
  let treeNames = TreeNames()

  /// A path told apart by its bytes, as git does: `é` may be written in two ways.
  private struct Path: Hashable {
    let text: String

    static func == (left: Path, right: Path) -> Bool {
      left.text.utf8.hasSameBytes(as: right.text.utf8.span)
    }

    func hash(into hasher: inout Hasher) {
      let span = text.utf8.span
      unsafe span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
  }

  /// - Precondition: `entries` are in git's order.
  init(_ entries: [TreeEntry]) {
    list = EntryList(entries)
    let root = Path(text: "")
    var directories: [Path: [TreeEntry]] = [root: []]
    // Those of one directory mostly follow one another.
    var current = root
    var children: [TreeEntry] = []
    for entry in entries {
      let directory = Self.directory(of: entry.path)
      if !current.text.utf8.hasSameBytes(as: directory.span) {
        directories[current, default: []] += children
        (current, children) = (Path(text: String(Substring(directory))), [])
        Self.add(current, to: &directories)
      }
      children.append(entry)
    }
    directories[current, default: []] += children
    self.directories = directories
  }

  /// Makes a directory known to the one that it stands in, and so on up to the root.
  private static func add(_ directory: Path, to directories: inout [Path: [TreeEntry]]) {
    guard directories[directory] == nil else { return }
    directories[directory] = []
    let parent = Path(text: String(Substring(Self.directory(of: directory.text))))
    add(parent, to: &directories)
    directories[parent]?.append(TreeEntry(path: directory.text, mode: .directory, id: nil))
  }

  /// What stands in a directory; nil where there is none.
  func children(of directory: String) -> [TreeEntry]? { directories[Path(text: directory)] }

  /// What stands under the very path; nil when nothing does.
  subscript(path: String) -> TreeEntry? {
    guard !path.isEmpty else { return TreeEntry(path: path, mode: .directory, id: nil) }
    let directory = String(Substring(Self.directory(of: path)))
    guard let siblings = children(of: directory) else { return nil }
    guard siblings.count <= 8 else {
      let isDirectory = directories[Path(text: path)] != nil
      return isDirectory ? TreeEntry(path: path, mode: .directory, id: nil) : list[path]
    }
    // Where there are few, each by itself costs less than a search through all entries.
    let bytes = path.utf8.span
    for index in siblings.indices where siblings[index].path.utf8.hasSameBytes(as: bytes) {
      return siblings[index]
    }
    return nil
  }

  /// The path before the last slash.
  private static func directory(of path: String) -> Substring.UTF8View {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return path[..<path.startIndex].utf8
    }
    return path[..<slash].utf8
  }

  static func == (left: IndexEntries, right: IndexEntries) -> Bool { left.list == right.list }

  func hash(into hasher: inout Hasher) { list.hash(into: &hasher) }
}

extension String.UTF8View {
  /// In place: paths are compared by the thousand.
  func hasSameBytes(as other: Span<UInt8>) -> Bool {
    let own = span
    guard own.count == other.count else { return false }
    var index = own.count
    // Paths of one tree differ at their ends.
    while index > 0, own[index - 1] == other[index - 1] { index -= 1 }
    return index == 0
  }
}
