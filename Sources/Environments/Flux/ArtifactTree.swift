import Diagnostics
import Kustomize
import Values

/// The files of an artifact that is put together from directories of the repository.
///
/// Files keep the paths that they have in the repository, where they are edited.
struct ArtifactTree: FileTree {
  private let base: any FileTree
  /// The directories, the last that fits decides.
  private let copies: [Copy]

  /// A directory whose contents are copied.
  struct Copy: Hashable, Sendable {
    /// Relative to the repository's root.
    var source: String
    /// Relative to the artifact's root.
    var target: String
  }

  init(_ base: any FileTree, copies: [Copy]) {
    self.base = base
    self.copies = copies
  }

  /// The path in the repository; nil where nothing is copied there.
  static func source(of path: String, by copies: [Copy]) -> String? {
    guard let copy = copies.last(where: { TreePath.isInside(path, $0.target) }) else { return nil }
    let rest = path.utf8.dropFirst(copy.target.isEmpty ? 0 : copy.target.utf8.count + 1)
    let inner = String(decoding: rest, as: UTF8.self)
    return inner.isEmpty ? copy.source : TreePath.join(copy.source, inner)
  }

  /// The names under a directory that lead to what is copied.
  private func inner(_ path: String) -> [String] {
    copies.filter { $0.target != path && TreePath.isInside($0.target, path) }.compactMap { copy in
      let rest = copy.target.utf8.dropFirst(path.isEmpty ? 0 : path.utf8.count + 1)
      return String(decoding: rest, as: UTF8.self).split(separator: "/").first.map(String.init)
    }
  }

  func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    if let source = Self.source(of: path, by: copies) {
      let entry = try base.entry(at: source)
      if entry != .absent { return entry }
    }
    return inner(path).isEmpty ? .absent : .directory
  }

  func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    guard let source = Self.source(of: path, by: copies) else {
      throw FileTreeError(
        path: path, kind: .absent, reason: "the artifact has no such file")
    }
    return try base.file(at: source, limit: limit)
  }

  func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    var names = Set(inner(path))
    if let source = Self.source(of: path, by: copies), try base.entry(at: source) == .directory {
      names.formUnion(try base.names(inDirectory: source))
    }
    return names.sorted { $0.precedesByBytes($1) }
  }
}
