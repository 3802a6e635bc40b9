package import Diagnostics
import Glibc

/// The files under a directory of the file system.
package struct DirectoryTree: FileTree {
  /// The directory, without a trailing slash; empty for the root of the file system.
  private let root: String

  /// - Parameter root: an absolute path, or one relative to the current directory.
  package init(root: String) {
    var root = root
    while root.hasSuffix("/") { root.removeLast() }
    self.root = root
  }

  /// An absolute path as one of this tree, or nil where it leads elsewhere.
  package func relative(toRoot path: String) -> String? {
    guard path.hasPrefix("/"), TreePath.isInside(path, root) else { return nil }
    return TreePath.cleaned(String(path.dropFirst(root.count)))
  }

  /// In the tree of the whole file system every path is an absolute one.
  package func shown(_ path: String) -> String {
    root.isEmpty ? "/\(path)" : path.isEmpty ? "." : path
  }

  /// The path under the tree's root.
  package func absolutePath(of path: String) -> String? { absolute(path) }

  private func absolute(_ path: String) -> String {
    path.isEmpty ? (root.isEmpty ? "/" : root) : "\(root)/\(path)"
  }

  /// What `lstat` says of the path; one that holds a NUL is absent.
  package func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    guard !path.utf8.contains(0) else { return .absent }
    var status = stat()
    guard lstat(absolute(path), &status) == 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { return .absent }
      throw failure(path, .unreadable, code)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    case S_IFLNK: return .symbolicLink(target: try linkTarget(path))
    default: return .other
    }
  }

  private func linkTarget(_ path: String) throws(FileTreeError) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return -1 }
      return readlink(absolute(path), start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard count >= 0 else { throw failure(path, .unreadable, errno) }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }

  /// Reads a regular file, and refuses pipes and devices without waiting for them.
  package func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    let descriptor = open(absolute(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let code = errno
      throw failure(path, code == ENOENT ? .absent : .unreadable, code)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, .unreadable, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileTreeError(path: shown(path), kind: .notAFile, reason: "it is no regular file")
    }
    guard Int(status.st_size) <= limit else {
      throw .tooLarge(path: shown(path), size: Int(status.st_size), limit: limit)
    }
    let bytes = try read(descriptor, size: Int(status.st_size), path: path, limit: limit)
    return SourceFile(path: root.isEmpty ? shown(path) : path, bytes: bytes)
  }

  private func read(
    _ descriptor: Int32, size: Int, path: String, limit: Int
  ) throws(FileTreeError) -> [UInt8] {
    var bytes: [UInt8] = []
    // One byte more than the file has, so that the last read sees the end.
    var capacity = size + 1
    while true {
      var code: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        let got = Glibc.read(descriptor, buffer.baseAddress, capacity)
        code = got < 0 ? errno : 0
        count = max(got, 0)
      }
      if code == EINTR { continue }
      guard code == 0 else { throw failure(path, .unreadable, code) }
      if chunk.isEmpty { return bytes }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= limit else {
        throw .tooLarge(path: shown(path), size: bytes.count, limit: limit)
      }
      capacity = 1 << 16
    }
  }

  /// Every name in the directory but `.` and `..`, hidden files included.
  package func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    try records(inDirectory: path).map(\.name)
  }

  /// The same names; most file systems tell the kinds with them.
  package func listing(ofDirectory path: String) throws(FileTreeError) -> [ListedEntry] {
    try records(inDirectory: path).map { (name, type) throws(FileTreeError) in
      switch Int(type) {
      case Int(DT_REG): return ListedEntry(name: name, kind: .file)
      case Int(DT_DIR): return ListedEntry(name: name, kind: .directory)
      case Int(DT_UNKNOWN):
        return ListedEntry(name: name, try entry(at: TreePath.join(path, name)))
      default: return ListedEntry(name: name, kind: .other)
      }
    }
  }

  private func records(
    inDirectory path: String
  ) throws(FileTreeError) -> [(name: String, type: UInt8)] {
    guard let directory = opendir(absolute(path)) else {
      let code = errno
      throw failure(path, code == ENOTDIR ? .notADirectory : .unreadable, code)
    }
    defer { closedir(directory) }
    var records: [(name: String, type: UInt8)] = []
    while let record = readdir(directory) {
      let name = withUnsafePointer(to: &record.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { records.append((name, record.pointee.d_type)) }
    }
    return records.sorted { $0.name < $1.name }
  }

  private func failure(
    _ path: String, _ kind: FileTreeError.Kind, _ code: Int32
  ) -> FileTreeError {
    FileTreeError(
      path: shown(path), kind: kind, reason: String(cString: strerror(code)).lowercased())
  }
}
