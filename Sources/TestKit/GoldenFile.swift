import Glibc

/// A file below `Tests/Corpus` that holds what some output must be, to the byte.
///
/// Only ``matches(_:isRecording:)`` can write, and what it writes is the output itself: a corpus that
/// something else recorded (a real API server, kubectl) is read by ``contents()``, which cannot.
package struct GoldenFile: Sendable {
  private let path: String

  /// - Parameters:
  ///   - path: relative to `Tests/Corpus`.
  ///   - source: a file of the tests, by which their folder is found.
  package init(_ path: String, source: StaticString = #filePath) {
    self.path = "\(PackageFiles(source: source).root)/Tests/Corpus/\(path)"
  }

  /// A golden file anywhere.
  package init(at path: String) {
    self.path = path
  }

  /// Whether this run was asked to record, by `RECORD=1` in its environment.
  package static var isRecordingAskedFor: Bool {
    getenv("RECORD").map { String(cString: $0) } == "1"
  }

  /// The recorded bytes, whatever the run was asked for.
  ///
  /// - Throws: ``UnreadableFile`` when there is no such file.
  package func contents() throws(UnreadableFile) -> [UInt8] {
    try bytes(ofFile: path)
  }

  /// Whether `output` is what was recorded; a run that records writes it first, and then it is.
  ///
  /// What a recording changed is for a person to read in the diff.
  ///
  /// - Throws: ``UnreadableFile`` when there is no such file, which a recording run would make, or it
  ///   cannot be written.
  package func matches(
    _ output: [UInt8], isRecording: Bool = isRecordingAskedFor
  ) throws(UnreadableFile) -> Bool {
    if isRecording { try record(output) }
    return try contents() == output
  }

  private func record(_ output: [UInt8]) throws(UnreadableFile) {
    guard let file = fopen(path, "wb") else { throw UnreadableFile(path: path) }
    let written = fwrite(output, 1, output.count, file)
    guard fclose(file) == 0, written == output.count else { throw UnreadableFile(path: path) }
  }
}
