package import Git
import Glibc

/// The `sluice` that was built together with the running tests.
package struct BuiltCommand: Sendable {
  /// Where it is: beside the test runner.
  package let path: String

  /// The binary is not where it should be.
  package struct Missing: Error, CustomStringConvertible {
    /// Where the executable was looked for.
    package let description: String
  }

  /// - Throws: ``Missing`` when the executable was not built.
  package init() throws {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let runner = String(
      decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // The directory of the products, whether the runner is one or lies in a bundle below.
    var directory = runner
    while let slash = directory.lastIndex(of: "/") {
      directory = String(directory[..<slash])
      let candidate = directory + "/sluice"
      if access(candidate, X_OK) == 0, !Self.isDirectory(candidate) {
        path = candidate
        return
      }
    }
    throw Missing(description: "there is no sluice beside \(runner)")
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Runs the command to its end.
  package func run(
    _ arguments: [String], in directory: String, environment: [String: String] = [:],
    input: [UInt8] = []
  ) throws -> ChildProcess.Result {
    try ChildProcess(path, arguments, environment: environment, in: directory).run(input: input)
  }
}
