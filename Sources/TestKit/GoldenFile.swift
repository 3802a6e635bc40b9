#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file below `Tests/Corpus` that holds what some output must be, to the byte.
///
/// A run with `RECORD=1` in its environment writes the file anew; what changed is then for a person to
/// read in the diff.
package struct GoldenFile: Sendable {
  private let path: String

  /// - Parameters:
  ///   - path: relative to `Tests/Corpus`.
  ///   - source: a file of the tests, by which their folder is found.
  package init(_ path: String, source: StaticString = #filePath) {
    var components = "\(source)".split(separator: "/", omittingEmptySubsequences: false)
    if let tests = components.lastIndex(of: "Tests") { components.removeSubrange((tests + 1)...) }
    self.path = components.joined(separator: "/") + "/Corpus/" + path
  }

  /// The recorded bytes; where recording is asked for, `output` itself, once it is written.
  ///
  /// - Throws: ``Unreadable`` when there is no such file, or it cannot be written.
  package func bytes(recording output: [UInt8]) throws(Unreadable) -> [UInt8] {
    guard getenv("RECORD").map({ String(cString: $0) }) == "1" else { return try contents() }
    guard let file = fopen(path, "wb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    guard fwrite(output, 1, output.count, file) == output.count else {
      throw Unreadable(path: path)
    }
    return output
  }

  private func contents() throws(Unreadable) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&block, 1, block.count, file)
      guard count > 0 else { return bytes }
      bytes += block[..<count]
    }
  }

  /// A golden file that could not be read or written; `RECORD=1` makes a missing one.
  package struct Unreadable: Error, Hashable {
    package let path: String
  }
}
