import Glibc

/// A file of answers that was recorded elsewhere, in `../shared/corpus` beside the repository.
///
/// Not every machine has it: a test that reads one is enabled by ``isThere``.
package struct SharedRecording: Sendable {
  /// Where the file is, whether it is there or not.
  package let path: String

  /// - Parameters:
  ///   - path: relative to `../shared/corpus`.
  ///   - source: a file of the tests, by which the repository is found.
  package init(_ path: String, source: StaticString = #filePath) {
    var components = "\(source)".split(separator: "/", omittingEmptySubsequences: false)
    if let tests = components.lastIndex(of: "Tests") { components.removeSubrange(tests...) }
    self.path = components.joined(separator: "/") + "/../shared/corpus/" + path
  }

  /// The folder that it is in.
  package var folder: String { path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } }

  /// Whether this machine has the recording and may read it.
  package var isThere: Bool { access(path, R_OK) == 0 }

  /// - Throws: ``Unreadable`` when there is no such file.
  package func bytes() throws(Unreadable) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&block, 1, block.count, file)
      guard count > 0 else { return bytes }
      bytes += block[..<count]
    }
  }

  /// A recording that could not be read.
  package struct Unreadable: Error, Hashable {
    /// Where it is looked for.
    package let path: String
  }
}
