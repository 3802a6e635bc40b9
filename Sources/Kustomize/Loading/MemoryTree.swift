package import Diagnostics

/// A tree of files held in memory.
package struct MemoryTree: FileTree {
  private var contents: [String: [UInt8]] = [:]
  private var links: [String: String] = [:]
  private var directories: [String: Set<String>] = ["": []]

  /// A tree of text files by path.
  package init(_ files: [String: String] = [:]) {
    for (path, text) in files { write(Array(text.utf8), to: path) }
  }

  /// Puts a file at `path`, in place of what stood there.
  package mutating func write(_ bytes: [UInt8], to path: String) {
    contents[path] = bytes
    links[path] = nil
    addParents(of: path)
  }

  /// Puts a file of this text at `path`, in place of what stood there.
  package mutating func write(_ text: String, to path: String) {
    write(Array(text.utf8), to: path)
  }

  /// Puts a symbolic link at `path`.
  package mutating func link(_ path: String, to target: String) {
    contents[path] = nil
    links[path] = target
    addParents(of: path)
  }

  private mutating func addParents(of path: String) {
    var path = path
    while !path.isEmpty {
      let parent = TreePath.parent(of: path)
      directories[parent, default: []].insert(TreePath.name(of: path))
      path = parent
    }
  }

  /// What was put at the path; a directory is there as soon as something is below it.
  package func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    if let target = links[path] { return .symbolicLink(target: target) }
    if contents[path] != nil { return .file }
    return directories[path] == nil ? .absent : .directory
  }

  /// The bytes that were put at the path; a link is not followed.
  package func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    guard let bytes = contents[path] else {
      throw FileTreeError(path: path, kind: .absent, reason: "no such file")
    }
    guard bytes.count <= limit else {
      throw .tooLarge(path: path, size: bytes.count, limit: limit)
    }
    return SourceFile(path: path, bytes: bytes)
  }

  /// The names of what was put into the directory.
  package func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    guard let names = directories[path] else {
      throw FileTreeError(path: path, kind: .notADirectory, reason: "no such directory")
    }
    return names.sorted()
  }
}
