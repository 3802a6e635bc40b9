import Glibc

/// The files of the repository that the tests belong to, for what must hold of all of them.
package struct PackageFiles: Sendable {
  /// The folder that holds `Tests`.
  package let root: String

  /// - Parameter source: a file of the tests, by which the repository is found.
  package init(source: StaticString = #filePath) {
    var components = "\(source)".split(separator: "/", omittingEmptySubsequences: false)
    if let tests = components.lastIndex(of: "Tests") { components.removeSubrange(tests...) }
    root = components.joined(separator: "/")
  }

  /// A file's text.
  ///
  /// - Parameter path: relative to ``root``.
  package func text(of path: String) throws(UnreadableFile) -> String {
    String(decoding: try bytes(ofFile: "\(root)/\(path)"), as: UTF8.self)
  }

  /// The files below a folder whose names end so, sorted, by paths relative to ``root``; those that
  /// are hidden are left out, and a folder that is not there has none.
  package func paths(below folder: String, ending: String) -> [String] {
    guard let stream = opendir("\(root)/\(folder)") else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      let path = "\(folder)/\(name)"
      if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
        found += paths(below: path, ending: ending)
      } else if name.hasSuffix(ending) {
        found.append(path)
      }
    }
    return found.sorted()
  }
}
