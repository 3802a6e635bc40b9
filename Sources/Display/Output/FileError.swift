internal import Glibc

/// A file, a terminal or a pipe that could not be read or written.
package struct FileError: Error, Hashable, CustomStringConvertible {
  /// What was tried, and why it failed: `cannot write report.sarif: No space left on device`.
  package let description: String
  /// Whether nobody reads the pipe any more, which is no failure of ours.
  package let isBrokenPipe: Bool

  /// Takes the reason from `errno`, so it is to be made right after the call that failed.
  init(_ verb: StaticString, _ name: String, reason: Int32 = errno) {
    description = "cannot \(verb) \(name): \(String(cString: strerror(reason)))"
    isBrokenPipe = reason == EPIPE
  }

  init(_ name: String, isLongerThan limit: Int) {
    description = "\(name) has over \(limit >> 20) MiB"
    isBrokenPipe = false
  }
}
