internal import CGit2
import Synchronization

extension TreeSnapshot.Source {
  /// The name that the files have as a tree, be it that none of the kind was ever written.
  ///
  /// - Throws: ``GitError`` where libgit2 cannot be started.
  package func treeName() throws(GitError) -> ObjectID {
    switch contents {
    case .tree(let id): return id
    case .index(let index): return try index.treeName(of: "")
    }
  }
}

/// The names that the directories of an index have as trees, as far as somebody has asked.
final class TreeNames: Sendable {
  private let known = Mutex<[String: ObjectID]>([:])

  subscript(directory: String) -> ObjectID? {
    get { known.withLock { $0[directory] } }
    set { known.withLock { $0[directory] = newValue } }
  }
}

extension IndexEntries {
  /// The name that a directory has as a tree.
  ///
  /// - Throws: ``GitError`` where libgit2 cannot be started.
  func treeName(of directory: String) throws(GitError) -> ObjectID {
    if let known = treeNames[directory] { return known }
    var bytes: [UInt8] = []
    // As gitformat-index(5) has its entries, a directory's are in the order of a tree's.
    for entry in children(of: directory) ?? [] {
      guard let id = try entry.mode == .directory ? treeName(of: entry.path) : entry.id else {
        continue
      }
      bytes += entry.mode.name.utf8
      bytes.append(UInt8(ascii: " "))
      bytes += entry.path.utf8.dropFirst(directory.isEmpty ? 0 : directory.utf8.count + 1)
      bytes.append(0)
      id.append(to: &bytes)
    }
    let name = try ObjectID(of: bytes, as: GIT_OBJECT_TREE)
    treeNames[directory] = name
    return name
  }
}

extension FileMode {
  /// As a tree has it: octal digits.
  fileprivate var name: String {
    switch self {
    case .directory: "40000"
    case .file: "100644"
    case .executable: "100755"
    case .symbolicLink: "120000"
    case .submodule: "160000"
    }
  }
}

extension ObjectID {
  /// The name that bytes have as those of a file.
  ///
  /// - Throws: ``GitError`` where libgit2 cannot be started.
  package init(ofFile bytes: [UInt8]) throws(GitError) {
    try self.init(of: bytes, as: GIT_OBJECT_BLOB)
  }

  fileprivate init(of bytes: [UInt8], as type: git_object_t) throws(GitError) {
    _ = try Library.start()
    var raw = git_oid()
    try check("name an object") { unsafe git_odb_hash(&raw, bytes, bytes.count, type) }
    self.init(raw)
  }
}
