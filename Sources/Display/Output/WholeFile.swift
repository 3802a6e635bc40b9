internal import Glibc

/// Files that are read and written whole.
package enum WholeFile {
  /// All that a file holds; nil where there is none.
  ///
  /// - Throws: ``FileError`` past `limit` bytes, or when reading fails.
  package static func read(_ path: String, limit: Int = 256 << 20) throws(FileError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw FileError("read", path)
    }
    defer { close(descriptor) }
    return try read(descriptor, named: path, limit: limit)
  }

  /// All that can be read from `descriptor`.
  package static func read(
    _ descriptor: Int32, named name: String, limit: Int = 256 << 20
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FileError("read", name) }
      guard count > 0 else { return bytes }
      bytes += block[..<count]
      guard bytes.count <= limit else { throw FileError(name, isLongerThan: limit) }
    }
  }

  /// Writes a file in one step: beside it first, then renamed, so that under its name it is whole or
  /// as it was before.
  ///
  /// A file that is there keeps its permissions. What is no file, as `/dev/stdout`, is written to as
  /// it is; so is a file in a directory that cannot be written, where nothing can stand beside it.
  ///
  /// - Parameter permissions: those of a new file, less what the process's mask takes.
  package static func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o666
  ) throws(FileError) {
    var status = stat()
    let isThere = stat(path, &status) == 0
    guard !isThere || status.st_mode & S_IFMT == S_IFREG else { return try overwrite(path, bytes) }
    let target = isThere ? resolved(path) : path
    let temporary = "\(target).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    guard descriptor >= 0 else {
      let reason = errno
      guard isThere, [EACCES, EPERM, EROFS].contains(reason) else {
        throw FileError("write", path, reason: reason)
      }
      return try overwrite(path, bytes)
    }
    do throws(FileError) {
      if isThere { fchmod(descriptor, status.st_mode & 0o7777) }
      try write(bytes, closing: descriptor, named: path)
      guard rename(temporary, target) == 0 else { throw FileError("write", path) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Gives a file another name in its file system.
  package static func move(_ path: String, to target: String) throws(FileError) {
    guard rename(path, target) == 0 else { throw FileError("move", path) }
  }

  /// Removes a file.
  package static func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 else { throw FileError("remove", path) }
  }

  /// Makes a directory with those above it, where they are missing.
  package static func makeDirectories(_ path: String) throws(FileError) {
    var directory = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      directory += "\(component)/"
      guard mkdir(directory, 0o777) == 0 || errno == EEXIST else {
        throw FileError("make", directory)
      }
    }
  }

  /// Writes all of `bytes`, retrying short writes.
  ///
  /// A closed pipe ends the process with SIGPIPE, as users of `head` expect; where that is ignored,
  /// it is an error that says so.
  package static func write(
    _ bytes: [UInt8], to descriptor: Int32, named name: String
  ) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw FileError("write", name) }
      rest = rest.dropFirst(written)
    }
  }

  private static func overwrite(_ path: String, _ bytes: [UInt8]) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("write", path) }
    try write(bytes, closing: descriptor, named: path)
  }

  /// What a file system could not store may be told no sooner than when the file is closed.
  private static func write(
    _ bytes: [UInt8], closing descriptor: Int32, named name: String
  ) throws(FileError) {
    do throws(FileError) { try write(bytes, to: descriptor, named: name) } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw FileError("write", name) }
  }

  /// The file that a path leads to through symbolic links.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
