internal import Glibc

/// A directory that only this user can enter, removed with all that is in it at the end.
package struct TemporaryDirectory: ~Copyable {
  /// Where it is, absolute.
  package let path: String

  /// Makes one where `TMPDIR` says, or else under `/tmp`.
  package init(environment: [String: String]) throws(GitError) {
    let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/sluice-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      throw GitError(.program, "cannot create a temporary directory in \(parent)")
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Creates a file and gives its path.
  ///
  /// - Parameter name: a relative path, whose directories are made where they are missing.
  /// - Throws: also where the name leads out of the directory, as one from a repository may.
  package func write(_ bytes: [UInt8], named name: String) throws(GitError) -> String {
    guard !name.split(separator: "/").contains("..") else {
      throw GitError(.leavesTree, "\(name) leads out of the directory that it is written to")
    }
    let file = "\(path)/\(name)"
    var parent = path
    for directory in name.split(separator: "/").dropLast() {
      parent += "/\(directory)"
      guard unsafe mkdir(parent, 0o700) == 0 || errno == EEXIST else {
        throw GitError(.program, "cannot create the directory \(parent)")
      }
    }
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, FileSystem.write(bytes, to: descriptor) else {
      throw GitError(.program, "cannot write \(file)")
    }
    return file
  }

  deinit { Self.remove(path) }

  private static func remove(_ directory: String) {
    for name in FileSystem.names(in: directory) {
      let path = "\(directory)/\(name)"
      // What a link leads to is not ours.
      if FileSystem.status(of: path, followingLinks: false)?.kind == .directory {
        remove(path)
      } else {
        unsafe unlink(path)
      }
    }
    unsafe rmdir(directory)
  }
}
