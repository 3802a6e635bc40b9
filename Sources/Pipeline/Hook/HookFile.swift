import Glibc

/// A hook that could not be read or written, in a sentence.
package struct HookError: Error, Hashable, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}

/// The few operations on files that installing a hook takes.
enum HookFile {
  /// The bytes of a hook, or nil where there is none.
  static func read(_ path: String) throws(HookError) -> [UInt8]? {
    guard let file = fopen(path, "r") else {
      if errno == ENOENT { return nil }
      throw failure("read", path)
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = fread(&block, 1, block.count, file)
      guard count > 0 else { return bytes }
      bytes += block[..<count]
    }
  }

  /// Writes an executable file in one step: under another name first, then renamed.
  static func write(_ text: String, to path: String) throws(HookError) {
    if let slash = path.lastIndex(of: "/") {
      let directory = String(path[..<slash])
      guard mkdir(directory, 0o777) == 0 || errno == EEXIST else {
        throw failure("create", directory)
      }
    }
    let temporary = "\(path).\(getpid())"
    guard let file = fopen(temporary, "w") else { throw failure("write", temporary) }
    let written = fputs(text, file) >= 0
    guard fclose(file) == 0, written, chmod(temporary, 0o755) == 0 else {
      let error = failure("write", temporary)
      unlink(temporary)
      throw error
    }
    try move(temporary, to: path)
  }

  static func move(_ path: String, to target: String) throws(HookError) {
    guard rename(path, target) == 0 else { throw failure("move", path) }
  }

  static func remove(_ path: String) throws(HookError) {
    guard unlink(path) == 0 else { throw failure("remove", path) }
  }

  private static func failure(_ verb: String, _ path: String) -> HookError {
    HookError("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}
