internal import CGit2

/// What happens to one path in a new tree.
package enum PathChange: Hashable, Sendable {
  /// The file holds these bytes; one that is there keeps its mode.
  case write([UInt8])
  case remove
}

extension Repository {
  /// Writes a tree that is `base` but for some paths, and gives its name.
  ///
  /// Only objects are added: neither the index nor the work tree is touched. A directory left empty
  /// goes.
  ///
  /// - Parameter base: The tree to start from; nil to start from nothing.
  package func writeTree(
    from base: ObjectID?, changes: [String: PathChange]
  ) throws(GitError) -> ObjectID {
    var updates: [(path: String, mode: FileMode, id: ObjectID?)] = []
    let before = base.map { snapshot(ofTree: $0) }
    for (path, change) in changes.sorted(by: { $0.key < $1.key }) {
      let old = try before?.entry(at: path)
      switch change {
      case .write(let bytes):
        if let old, !old.mode.isFile { throw .wrongType(old, needed: "a file") }
        updates.append((path, old?.mode ?? .file, try writeBlob(bytes, path: path)))
      case .remove:
        guard let old else { throw .nothing(at: path) }
        guard old.mode != .directory else { throw .wrongType(old, needed: "a file") }
        updates.append((path, old.mode, nil))
      }
    }
    return try writeTree(from: base, updates: updates)
  }

  private func writeTree(
    from base: ObjectID?, updates: [(path: String, mode: FileMode, id: ObjectID?)]
  ) throws(GitError) -> ObjectID {
    // libgit2 keeps no path beyond the call, so the copies live just as long.
    let paths = unsafe updates.map { unsafe Self.copy($0.path) }
    defer { unsafe paths.forEach { unsafe $0.deallocate() } }
    let commands = unsafe zip(updates, paths).map { update, path in
      unsafe git_tree_update(
        action: update.id == nil ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT,
        id: update.id?.raw ?? git_oid(),
        filemode: git_filemode_t(rawValue: update.mode.rawValue), path: path)
    }
    var written = git_oid()
    guard let base else {
      try check("write the tree") {
        unsafe git_tree_create_updated(&written, handle.pointer, nil, commands.count, commands)
      }
      return ObjectID(written)
    }
    var raw = base.raw
    let baseline = try unsafe Handle("read the tree \(base.short)", release: git_tree_free) {
      unsafe git_tree_lookup(&$0, handle.pointer, &raw)
    }
    try check("write the tree") {
      unsafe git_tree_create_updated(
        &written, handle.pointer, baseline.pointer, commands.count, commands)
    }
    return ObjectID(written)
  }

  @unsafe private static func copy(_ path: String) -> UnsafePointer<CChar> {
    let bytes = path.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (offset, byte) in bytes.enumerated() { unsafe (copy + offset).initialize(to: byte) }
    return unsafe UnsafePointer(copy)
  }

  private func writeBlob(_ bytes: [UInt8], path: String) throws(GitError) -> ObjectID {
    var written = git_oid()
    try check("write \(path)") {
      unsafe git_blob_create_from_buffer(&written, handle.pointer, bytes, bytes.count)
    }
    return ObjectID(written)
  }
}
