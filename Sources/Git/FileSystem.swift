internal import Glibc

/// What discovery asks of the file system.
enum FileSystem {
  struct Status {
    enum Kind { case file, directory, symbolicLink, other }
    let kind: Kind
    let owner: UInt32
    let device: UInt64
  }

  /// What `path` is, or nil when there is nothing or it cannot be reached.
  static func status(of path: String, followingLinks: Bool = true) -> Status? {
    var found = stat()
    let result = unsafe followingLinks ? stat(path, &found) : lstat(path, &found)
    guard result == 0 else { return nil }
    let kind: Status.Kind =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .other
      }
    return Status(
      kind: kind, owner: found.st_uid, device: UInt64(truncatingIfNeeded: found.st_dev))
  }

  /// Whether nothing is there, as far as that can be known.
  static func isMissing(_ path: String) -> Bool {
    unsafe access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)
  }

  static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }
  static func isFile(_ path: String) -> Bool { status(of: path)?.kind == .file }
  static func isDirectory(_ path: String) -> Bool { status(of: path)?.kind == .directory }

  /// The bytes of a file, or nil when it cannot be read.
  static func bytes(of path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return bytes(from: descriptor)
  }

  /// The bytes from where the descriptor stands to the end.
  static func bytes(from descriptor: Int32) -> [UInt8]? {
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return result }
      result += chunk[..<count]
    }
  }

  /// Writes all of `bytes`, or says that it could not.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes {
        unsafe Self.writeOnce(descriptor, $0)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  private static func writeOnce(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
  }

  /// The text of a small file without the line feeds at its end, or nil when it cannot be read.
  static func line(of path: String) -> String? {
    guard var bytes = bytes(of: path) else { return nil }
    while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
      bytes.removeLast()
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The names in a directory, sorted; none when it cannot be read.
  static func names(in directory: String) -> [String] {
    guard let stream = unsafe opendir(directory) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The path without links, `.` and `..`, or nil when there is nothing there.
  static func realPath(of path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// `path` as an absolute path, read from `base` when it is relative.
  ///
  /// Links in it are resolved as far as it exists.
  static func absolute(_ path: String, from base: String) -> String {
    let joined = path.hasPrefix("/") ? path : "\(base)/\(path)"
    if let resolved = realPath(of: joined) { return resolved }
    let parent = realPath(of: Self.parent(of: joined)) ?? Self.parent(of: joined)
    return parent == "/" ? "/\(name(of: joined))" : "\(parent)/\(name(of: joined))"
  }

  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else {
      return "/"
    }
    return String(path[..<slash])
  }

  static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }

  /// Whether `path` is `directory` or lies beneath it; both absolute and resolved.
  static func contains(_ directory: String, _ path: String) -> Bool {
    path == directory || path.hasPrefix(directory == "/" ? "/" : directory + "/")
  }

  static var currentUser: UInt32 { geteuid() }
}
