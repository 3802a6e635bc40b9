internal import CGit2

extension Repository {
  /// The files of the commit that `revision` names.
  package func snapshot(of revision: String) throws(GitError) -> TreeSnapshot {
    try snapshot(of: commit(resolve(revision)))
  }

  /// The files of a commit.
  package func snapshot(of commit: Commit) -> TreeSnapshot { snapshot(ofTree: commit.tree) }

  /// The files of a tree, as ``Repository/writeTree(from:changes:)`` writes one.
  package func snapshot(ofTree tree: ObjectID) -> TreeSnapshot {
    TreeSnapshot(TreeSnapshot.Source(contents: .tree(tree)), in: self)
  }

  /// How many bytes a blob has, found without reading it.
  package func size(ofBlob id: ObjectID) throws(GitError) -> Int { try blobSize(id, path: id.hex) }

  /// The bytes of a blob, unless it is larger than `limit`.
  func blob(_ id: ObjectID, limit: Int, path: String) throws(GitError) -> [UInt8] {
    let size = try blobSize(id, path: path)
    guard size <= limit else {
      throw GitError(.tooLarge, "\(path) has \(size) bytes; the limit is \(limit)")
    }
    var raw = replacement(of: id).raw
    let object = try unsafe Handle("read \(path)", release: git_odb_object_free) {
      unsafe git_odb_read(&$0, objects.pointer, &raw)
    }
    guard let start = unsafe git_odb_object_data(object.pointer) else { return [] }
    let count = unsafe git_odb_object_size(object.pointer)
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  private func blobSize(_ id: ObjectID, path: String) throws(GitError) -> Int {
    var size = 0
    var type = GIT_OBJECT_INVALID
    let id = replacement(of: id)
    var raw = id.raw
    var exists = try found("read \(path)") {
      unsafe git_odb_read_header(&size, &type, objects.pointer, &raw)
    }
    if !exists, location.fetchesMissing, isPartial, try fetch(id) {
      exists = try found("read \(path)") {
        unsafe git_odb_read_header(&size, &type, objects.pointer, &raw)
      }
    }
    guard exists else { throw missing(id, of: path) }
    guard type == GIT_OBJECT_BLOB else {
      throw GitError(.wrongType, "\(path) is object \(id.short), which is not a file")
    }
    return size
  }

  /// The entries of one tree, read once.
  func directory(_ id: ObjectID) throws(GitError) -> EntryList {
    if let known = directories[id] { return known }
    var raw = replacement(of: id).raw
    let tree = try unsafe Handle.find("read the tree \(id.short)", release: git_tree_free) {
      unsafe git_tree_lookup(&$0, handle.pointer, &raw)
    }
    guard let tree else { throw missing(id, of: "a directory") }
    var entries: [TreeEntry] = []
    for index in 0..<(unsafe git_tree_entrycount(tree.pointer)) {
      guard let entry = unsafe git_tree_entry_byindex(tree.pointer, index) else { continue }
      let stored = unsafe git_tree_entry_filemode_raw(entry).rawValue
      guard let mode = FileMode(stored: UInt32(stored)),
        let name = unsafe git_tree_entry_name(entry), let id = unsafe git_tree_entry_id(entry)
      else { continue }
      entries.append(
        TreeEntry(
          path: unsafe String(cString: name), mode: mode, id: ObjectID(unsafe id.pointee)))
    }
    let list = EntryList(entries)
    directories[id] = list
    return list
  }

  /// Whether objects may be left out, to be fetched when they are needed.
  package var isPartial: Bool {
    configuration.string("extensions.partialclone") != nil
      || !configuration.subsections(of: "remote", setting: "promisor").isEmpty
  }

  /// Lets git fetch an object that is not here; false where it cannot.
  private func fetch(_ id: ObjectID) throws(GitError) -> Bool {
    try git(["cat-file", "-e", id.hex]).status == 0
  }

  func missing(_ id: ObjectID, of what: String) -> GitError {
    let hint: String
    if isPartial {
      hint =
        "this is a partial clone: `git fetch --refetch --no-filter` brings all of it, "
        + "`git cat-file -e \(id)` this object alone"
    } else if !shallowBoundary.isEmpty {
      hint = "this is a shallow clone: run `git fetch --unshallow`"
    } else {
      hint = "run `git fsck` to see what else is missing"
    }
    return GitError(.missingObject, "the object \(id.short) of \(what) is not here", hint: hint)
  }
}

/// A file that stands for another one kept by Git LFS.
package struct LFSPointer: Hashable, Sendable {
  /// The SHA-256 of the file, in hexadecimal.
  package let digest: String
  /// How many bytes the file has.
  package let size: Int

  /// Reads the contents of a blob; nil unless they are a pointer (git-lfs/docs/spec.md).
  package init?(_ contents: [UInt8]) {
    guard contents.count < 1024, contents.starts(with: "version https://git-lfs".utf8) else {
      return nil
    }
    var values: [Substring: Substring] = [:]
    let text = String(decoding: contents, as: UTF8.self)
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      values[parts[0]] = parts[1]
    }
    guard let digest = values["oid"], digest.hasPrefix("sha256:"),
      let size = values["size"].flatMap({ Int($0) })
    else { return nil }
    self.digest = String(digest.dropFirst("sha256:".count))
    self.size = size
  }
}
