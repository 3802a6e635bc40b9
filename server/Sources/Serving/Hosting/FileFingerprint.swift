import Glibc

/// What tells a file from itself after a change.
enum FileFingerprint {
  /// The place, size and time of the file that a path leads to; nil where there is none.
  static func of(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let time = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(time)"
  }
}
