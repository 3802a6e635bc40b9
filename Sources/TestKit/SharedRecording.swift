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
    self.path = "\(PackageFiles(source: source).root)/../shared/corpus/\(path)"
  }

  /// The folder that it is in.
  package var folder: String { path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } }

  /// Whether this machine has the recording and may read it.
  package var isThere: Bool { access(path, R_OK) == 0 }

  /// - Throws: ``UnreadableFile`` when there is no such file.
  package func bytes() throws(UnreadableFile) -> [UInt8] { try TestKit.bytes(ofFile: path) }
}
