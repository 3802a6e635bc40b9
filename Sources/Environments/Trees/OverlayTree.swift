package import Diagnostics
package import Kustomize

/// A tree with some of its files replaced.
package struct OverlayTree: FileTree {
  private let base: any FileTree
  private let contents: [String: [UInt8]]

  /// - Parameter contents: New bytes by path; every path is a file of `base`.
  package init(_ base: any FileTree, replacing contents: [String: [UInt8]]) {
    self.base = base
    self.contents = contents
  }

  /// A file where one is replaced, else what the base has at `path`.
  package func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    contents[path] == nil ? try base.entry(at: path) : .file
  }

  /// The new bytes where the file is replaced, else those of the base.
  package func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    guard let bytes = contents[path] else { return try base.file(at: path, limit: limit) }
    guard bytes.count <= limit else {
      throw .tooLarge(path: path, size: bytes.count, limit: limit)
    }
    return SourceFile(path: path, bytes: bytes)
  }

  /// The names that the base has in a directory.
  package func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    try base.names(inDirectory: path)
  }

  /// Where the base has an absolute path.
  package func relative(toRoot path: String) -> String? { base.relative(toRoot: path) }
}
