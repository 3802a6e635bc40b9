package import Diagnostics
package import Git
package import Kustomize
import Synchronization
import Values

/// The files of a revision or of the index, for a renderer.
///
/// It opens the repository anew, so it may be read on any task; reads wait for each other.
package final class GitTree: FileTree {
  private let snapshot: Mutex<TreeSnapshot>
  /// What was read first: several steps read the same files.
  private let held = Mutex(HeldFiles())
  /// What is read, for whoever reads the same files from a repository of its own.
  package let source: TreeSnapshot.Source

  /// Opens the repository for what a snapshot reads.
  package init(
    _ source: TreeSnapshot.Source, at location: RepositoryLocation
  ) throws(GitError) {
    self.source = source
    snapshot = Mutex(TreeSnapshot(source, in: try Repository(reopening: location)))
  }

  /// What the snapshot has at `path`.
  package func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    try read(path) { (snapshot) throws(GitError) in
      guard let entry = try snapshot.entry(at: path) else { return .absent }
      switch entry.mode {
      case .file, .executable: return .file
      case .directory: return .directory
      case .submodule: return .submodule
      case .symbolicLink:
        let target = try snapshot.read(entry, limit: Self.linkLimit)
        return .symbolicLink(target: String(decoding: target, as: UTF8.self))
      }
    }
  }

  /// Linux allows no longer link (PATH_MAX).
  private static let linkLimit = 4096

  /// The file's bytes; a pointer of Git LFS is refused, for its bytes are not here.
  package func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    if let file = held.withLock({ $0.files[path] }), file.bytes.count <= limit { return file }
    let file = try readFile(at: path, limit: limit)
    held.withLock { $0.hold(file) }
    return file
  }

  /// Files by path, as many as are worth their memory.
  private struct HeldFiles {
    private(set) var files: [String: SourceFile] = [:]
    private var size = 0

    mutating func hold(_ file: SourceFile) {
      guard size + file.bytes.count <= 2 << 20, files.updateValue(file, forKey: file.path) == nil
      else { return }
      size += file.bytes.count
    }
  }

  private func readFile(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    let bytes = try read(path) { (snapshot) throws(GitError) -> [UInt8]? in
      try snapshot.entry(at: path).map { (entry) throws(GitError) in
        try snapshot.read(entry, limit: limit)
      }
    }
    guard let bytes else {
      throw FileTreeError(path: path, kind: .absent, reason: "there is no such file")
    }
    if let pointer = LFSPointer(bytes) {
      throw FileTreeError(
        path: path, kind: .unreadable,
        reason: "its \(pointer.size) bytes are kept by Git LFS, and the repository holds a pointer")
    }
    return SourceFile(path: path, bytes: bytes)
  }

  /// The names in a directory of the snapshot, ascending by their bytes.
  package func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    try read(path) { (snapshot) throws(GitError) in
      try snapshot.list(path).map(\.name).sorted { $0.precedesByBytes($1) }
    }
  }

  /// What the snapshot has in a directory, the names ascending by their bytes.
  package func listing(ofDirectory path: String) throws(FileTreeError) -> [ListedEntry] {
    try read(path) { (snapshot) throws(GitError) in
      try snapshot.list(path).map { entry in
        let kind: ListedEntry.Kind =
          switch entry.mode {
          case .file, .executable: .file
          case .directory: .directory
          case .symbolicLink, .submodule: .other
          }
        return ListedEntry(name: entry.name, kind: kind)
      }.sorted { $0.name.precedesByBytes($1.name) }
    }
  }

  /// The name of a file's bytes, the same wherever they stand; nil where no file is.
  package func contents(at path: String) -> ObjectID? {
    let entry = try? snapshot.withLock { (snapshot) throws(GitError) in
      try snapshot.entry(at: path)
    }
    return entry.flatMap(\.bytes)
  }

  /// The paths of the files whose bytes are others in another tree of the repository, or that one of both
  /// has not.
  ///
  /// - Throws: ``GitError`` where a directory cannot be read.
  package func pathsOfDifferences(to other: GitTree) throws(GitError) -> Set<String> {
    let changes = try snapshot.withLock { (snapshot) throws(GitError) in
      try snapshot.changes(to: TreeSnapshot(other.source, in: snapshot.repository))
    }
    var paths: Set<String> = []
    for change in changes where change.before?.bytes != change.after?.bytes {
      paths.insert(change.path)
    }
    return paths
  }

  private func read<Result: Sendable>(
    _ path: String, _ body: (TreeSnapshot) throws(GitError) -> Result
  ) throws(FileTreeError) -> Result {
    do {
      return try snapshot.withLock { (snapshot) throws(GitError) in try body(snapshot) }
    } catch {
      throw FileTreeError(path: path, kind: Self.kind(of: error), reason: error.message)
    }
  }

  private static func kind(of error: GitError) -> FileTreeError.Kind {
    switch error.kind {
    case .pathNotFound: .absent
    case .wrongType: .notAFile
    case .tooLarge: .tooLarge
    default: .unreadable
    }
  }
}

extension TreeEntry {
  /// The name of a file's bytes; nil for what is no file.
  fileprivate var bytes: ObjectID? { mode.isFile ? id : nil }
}
