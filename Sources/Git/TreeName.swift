internal import CGit2

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

extension IndexEntries {
  /// As gitformat-index(5) has its entries, a directory's are in the order of a tree's.
  fileprivate func treeName(of directory: String) throws(GitError) -> ObjectID {
    var bytes: [UInt8] = []
    for entry in children(of: directory) ?? [] {
      guard let id = try entry.mode == .directory ? treeName(of: entry.path) : entry.id else {
        continue
      }
      bytes += "\(String(entry.mode.rawValue, radix: 8)) \(entry.name)".utf8
      bytes.append(0)
      bytes += id.bytes
    }
    return try ObjectID(of: bytes, as: GIT_OBJECT_TREE)
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
