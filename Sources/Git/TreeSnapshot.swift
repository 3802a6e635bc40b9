import Values

/// The files of a commit or of the index, read on demand.
///
/// A path has `/` between its components and none at its beginning; the empty path is the root.
package struct TreeSnapshot {
  /// What is read, as a value: with it another task makes a snapshot of its own.
  package struct Source: Hashable, Sendable {
    enum Contents: Hashable, Sendable {
      case tree(ObjectID)
      case index(IndexEntries)
    }
    let contents: Contents

    /// Bytes that are the same for the same paths, modes and objects only.
    package var identity: [UInt8] {
      switch contents {
      case .tree(let id): return Array("tree \(id.hex)".utf8)
      case .index(let index):
        var bytes = Array("index".utf8)
        for entry in index.list.entries {
          // No path holds a NUL, and what follows it is of one length.
          bytes += entry.path.utf8
          bytes.append(0)
          bytes += entry.mode.rawValue.bytes
          if let id = entry.id {
            id.append(to: &bytes)
          } else {
            bytes += [UInt8](repeating: 0, count: ObjectID.length)
          }
        }
        return bytes
      }
    }
  }

  /// What is read, to read it on another task.
  package let source: Source
  /// What it is read from.
  package let repository: Repository

  /// Reads `source` from a repository that holds it.
  package init(_ source: Source, in repository: Repository) {
    self.source = source
    self.repository = repository
  }

  /// The name of the whole tree; nil for the index.
  package var tree: ObjectID? {
    guard case .tree(let id) = source.contents else { return nil }
    return id
  }

  /// What stands at a path, without following any symbolic link; nil when nothing does.
  package func entry(at given: String) throws(GitError) -> TreeEntry? {
    // What the index has under the very path needs no look at its components.
    if case .index(let index) = source.contents, let entry = index[given] { return entry }
    let components = Self.components(of: given)
    guard !components.isEmpty else { return TreeEntry(path: "", mode: .directory, id: tree) }
    let path = components.joined(separator: "/")
    switch source.contents {
    case .tree(let root):
      var directory = root
      for component in components.dropLast() {
        guard let entry = try repository.directory(directory)[component],
          entry.mode == .directory, let id = entry.id
        else { return nil }
        directory = id
      }
      guard let entry = try repository.directory(directory)[components[components.count - 1]]
      else { return nil }
      return TreeEntry(path: path, mode: entry.mode, id: entry.id)
    case .index(let index): return path == given ? nil : index[path]
    }
  }

  /// What `path` leads to when symbolic links are followed, under its own path; nil when nothing.
  ///
  /// - Throws: when a link leads out of the tree, or to itself.
  package func resolve(_ path: String) throws(GitError) -> TreeEntry? {
    // What stands under the very path has no link on the way to it.
    if let entry = try entry(at: path), entry.mode != .symbolicLink { return entry }
    var pending = Array(path.split(separator: "/").map(String.init).reversed())
    var reached: [String] = []
    var links = 0
    while let component = pending.popLast() {
      if component == "." { continue }
      if component == ".." {
        guard reached.popLast() != nil else { throw .leaves(path) }
        continue
      }
      let candidate = (reached + [component]).joined(separator: "/")
      guard let entry = try entry(at: candidate) else { return nil }
      guard entry.mode == .symbolicLink, let id = entry.id else {
        reached.append(component)
        continue
      }
      links += 1
      // Linux follows 40 (path_resolution(7)).
      guard links <= 40 else {
        throw GitError(.leavesTree, "\(path) is a symbolic link that leads back to itself")
      }
      let bytes = try repository.blob(id, limit: 4096, path: candidate)
      let target = String(decoding: bytes, as: UTF8.self)
      guard !target.hasPrefix("/") else { throw .leaves(path) }
      pending += target.split(separator: "/").map(String.init).reversed()
    }
    return try entry(at: reached.joined(separator: "/"))
  }

  /// What a directory holds, in git's order; symbolic links on the way to it are followed.
  package func list(_ directory: String) throws(GitError) -> [TreeEntry] {
    guard let entry = try resolve(directory) else { throw .nothing(at: directory) }
    guard entry.mode == .directory else { throw .wrongType(entry, needed: "a directory") }
    switch source.contents {
    case .tree:
      guard let id = entry.id else { return [] }
      return try repository.directory(id).entries.map { $0.moved(under: entry.path) }
    case .index(let index): return index.children(of: entry.path) ?? []
    }
  }

  /// Every file, symbolic link and submodule beneath `directory`, ordered by the bytes of its path.
  package func files(under directory: String) throws(GitError) -> [TreeEntry] {
    guard let entry = try resolve(directory) else { throw .nothing(at: directory) }
    guard entry.mode == .directory else { return [entry] }
    switch source.contents {
    case .tree:
      var files: [TreeEntry] = []
      if let id = entry.id { try collect(id, entry.path, into: &files) }
      return files
    case .index(let index):
      return Array(index.list.entries[index.list.range(beneath: entry.path)])
    }
  }

  /// The bytes of the file that `path` leads to when symbolic links are followed.
  ///
  /// - Parameter limit: How many bytes it may have; the size is known before any is read.
  package func read(_ path: String, limit: Int) throws(GitError) -> [UInt8] {
    guard let entry = try resolve(path) else { throw .nothing(at: path) }
    return try read(entry, limit: limit)
  }

  /// The bytes of an entry: the contents of a file, the target of a symbolic link.
  package func read(_ entry: TreeEntry, limit: Int) throws(GitError) -> [UInt8] {
    guard entry.mode.isFile || entry.mode == .symbolicLink, let id = entry.id else {
      throw .wrongType(entry, needed: "a file")
    }
    return try repository.blob(id, limit: limit, path: entry.path)
  }

  private func collect(
    _ directory: ObjectID, _ path: String, into files: inout [TreeEntry]
  ) throws(GitError) {
    for entry in try repository.directory(directory).entries {
      let entry = entry.moved(under: path)
      if entry.mode == .directory, let id = entry.id {
        try collect(id, entry.path, into: &files)
      } else {
        files.append(entry)
      }
    }
  }

  static func components(of path: String) -> [String] {
    var components: [String] = []
    components.reserveCapacity(8)
    for part in path.split(atByte: "/") where !part.isEmpty && part != "." {
      components.append(String(part))
    }
    return components
  }
}

extension GitError {
  static func leaves(_ path: String) -> GitError {
    GitError(.leavesTree, "\(path) leads out of the repository")
  }

  static func nothing(at path: String) -> GitError {
    GitError(.pathNotFound, "there is no \(path)")
  }

  static func wrongType(_ entry: TreeEntry, needed: String) -> GitError {
    switch entry.mode {
    case .submodule:
      GitError(
        .wrongType, "\(entry.path) is a submodule: its files are in another repository",
        hint: "check that repository by itself")
    case .directory: GitError(.wrongType, "\(entry.path) is a directory, not \(needed)")
    case .symbolicLink: GitError(.wrongType, "\(entry.path) is a symbolic link, not \(needed)")
    case .file, .executable: GitError(.wrongType, "\(entry.path) is a file, not \(needed)")
    }
  }
}
