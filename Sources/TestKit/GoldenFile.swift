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
    var components = "\(source)".split(separator: "/", omittingEmptySubsequences: false)
    if let tests = components.lastIndex(of: "Tests") { components.removeSubrange((tests + 1)...) }
    self.path = components.joined(separator: "/") + "/Corpus/" + path
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
  /// - Throws: ``Unreadable`` when there is no such file.
  package func contents() throws(Unreadable) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&block, 1, block.count, file)
      guard count == 0 else {
        bytes += block[..<count]
        continue
      }
      guard ferror(file) == 0 else { throw Unreadable(path: path) }
      return bytes
    }
  }

  /// Whether `output` is what was recorded; a run that records writes it first, and then it is.
  ///
  /// What a recording changed is for a person to read in the diff.
  ///
  /// - Throws: ``Unreadable`` when there is no such file, or it cannot be written.
  package func matches(
    _ output: [UInt8], isRecording: Bool = isRecordingAskedFor
  ) throws(Unreadable) -> Bool {
    if isRecording { try record(output) }
    return try contents() == output
  }

  private func record(_ output: [UInt8]) throws(Unreadable) {
    guard let file = fopen(path, "wb") else { throw Unreadable(path: path) }
    let written = fwrite(output, 1, output.count, file)
    guard fclose(file) == 0, written == output.count else { throw Unreadable(path: path) }
  }

  /// A golden file that could not be read or written; `RECORD=1` makes a missing one.
  package struct Unreadable: Error, Hashable {
    /// Where it is looked for.
    package let path: String
  }
}
