import Glibc

/// Finds the executables that were built together with the running tests.
enum BuiltExecutable {
  /// Where an executable is: beside the test runner, or above the bundle that it lies in.
  static func path(_ name: String) throws(ServiceFailure) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    var directory = String(
      decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    while let slash = directory.lastIndex(of: "/") {
      directory = String(directory[..<slash])
      let candidate = "\(directory)/\(name)"
      var status = stat()
      if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        access(candidate, X_OK) == 0
      {
        return candidate
      }
    }
    throw ServiceFailure("\(name) is not beside the tests")
  }
}

/// Why a test cannot go on.
struct ServiceFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
