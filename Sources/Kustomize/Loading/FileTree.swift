package import Diagnostics

/// A tree of files that a renderer reads: a directory, a revision, an index, or memory.
///
/// Paths are relative to the tree's root with `/` between components, without `.` or `..`; the root
/// itself is the empty path. A tree does not follow symbolic links; the renderer does, and checks
/// where they lead.
package protocol FileTree: Sendable {
  /// What stands at `path`; the last component is not followed if it is a symbolic link.
  func entry(at path: String) throws(FileTreeError) -> FileTreeEntry

  /// Reads a file whole.
  ///
  /// - Throws: ``FileTreeError`` where it is no file, cannot be read, or has more than `limit` bytes.
  func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile

  /// The names of what stands in a directory, in ascending order of their bytes.
  func names(inDirectory path: String) throws(FileTreeError) -> [String]

  /// The same names, each with the kind of what stands there; a symbolic link is neither a file nor a
  /// directory.
  func listing(ofDirectory path: String) throws(FileTreeError) -> [ListedEntry]

  /// An absolute path as one of this tree, or nil where it leads elsewhere.
  ///
  /// A tree that stands nowhere in a file system, as a revision does, answers nil.
  func relative(toRoot path: String) -> String?

  /// Where a path stands in the file system; nil for a tree that stands nowhere there.
  func absolutePath(of path: String) -> String?

  /// A path as people are told it.
  func shown(_ path: String) -> String

  /// The directory that `..` and links from `path` must not leave; empty for the tree's root.
  func root(of path: String) -> String
}

extension FileTree {
  /// What the tree says of each name by itself.
  package func listing(ofDirectory path: String) throws(FileTreeError) -> [ListedEntry] {
    try names(inDirectory: path).map { (name) throws(FileTreeError) in
      ListedEntry(name: name, try entry(at: TreePath.join(path, name)))
    }
  }
  /// Nil: the tree stands nowhere in a file system.
  package func relative(toRoot path: String) -> String? { nil }
  /// Nil: the tree stands nowhere in a file system.
  package func absolutePath(of path: String) -> String? { nil }
  /// The path itself, and a dot for the tree's root.
  package func shown(_ path: String) -> String { path.isEmpty ? "." : path }
  /// The tree's root: no part of the tree is shut off from the rest.
  package func root(of path: String) -> String { "" }
}

/// What stands at a path of a tree.
package enum FileTreeEntry: Hashable, Sendable {
  case file
  case directory
  /// A symbolic link with its text as it is stored, relative or absolute.
  case symbolicLink(target: String)
  /// A commit of another repository, whose files this tree does not hold.
  case submodule
  /// A device, a socket or a pipe.
  case other
  case absent
}

/// A name in a directory, with as much of what stands there as is known without looking at it.
package struct ListedEntry: Hashable, Sendable {
  /// The name in the directory.
  package var name: String
  /// What bears it.
  package var kind: Kind

  /// What a name may be of.
  package enum Kind: Hashable, Sendable {
    case file, directory
    /// A symbolic link, a submodule, a device.
    case other
  }

  /// An entry of a directory.
  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// An entry that was looked at.
  init(name: String, _ entry: FileTreeEntry) {
    self.name = name
    switch entry {
    case .file: kind = .file
    case .directory: kind = .directory
    case .symbolicLink, .submodule, .other, .absent: kind = .other
    }
  }
}

/// Why a tree could not be read.
package struct FileTreeError: Error, Hashable, Sendable {
  /// The path that was asked for, as people are told it.
  package var path: String
  /// What to tell apart: an absent file may be looked for elsewhere, an unreadable one may not.
  package var kind: Kind
  /// What the system or the store says, as `permission denied`.
  package var reason: String

  /// The kinds of failure that a renderer treats differently.
  package enum Kind: String, Sendable {
    case absent, notAFile, notADirectory, unreadable, tooLarge
  }

  /// The failure to read `path`; the reason is a fragment in lower case.
  package init(path: String, kind: Kind, reason: String) {
    self.path = path
    self.kind = kind
    self.reason = reason
  }

  /// The refusal of a file that has more bytes than are read.
  package static func tooLarge(path: String, size: Int, limit: Int) -> FileTreeError {
    FileTreeError(
      path: path, kind: .tooLarge, reason: "it has \(size) bytes; the limit is \(limit)")
  }
}
