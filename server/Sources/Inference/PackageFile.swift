import Glibc

/// A file of a model package.
enum PackageFile {
  /// Reads a whole file, unless it has more than `limit` bytes.
  static func read(
    _ name: String, in directory: String, limit: Int
  ) throws(ModelLoadError) -> [UInt8] {
    // Without O_NONBLOCK a pipe in the file's place would be waited for.
    let descriptor = open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(name, in: directory) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(name, in: directory) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ModelLoadError("\(name) in \(directory) is not a file")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw ModelLoadError("\(name) has \(size) bytes, and the limit is \(limit)")
    }
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if got < 0, errno == EINTR { continue }
        failed = got < 0
        guard got > 0 else { return }
        count += got
      }
    }
    guard !failed else { throw unreadable(name, in: directory) }
    return bytes
  }

  private static func unreadable(_ name: String, in directory: String) -> ModelLoadError {
    let reason = strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
    return ModelLoadError("\(name) cannot be read in \(directory): \(reason)")
  }
}
