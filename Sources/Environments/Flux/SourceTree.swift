import Diagnostics
import Kustomize
import Synchronization
import YAML

/// The files that Flux's source-controller takes from a repository.
///
/// That is all but what it leaves out of every artifact, unless `.sourceignore` of a directory or the
/// source's `spec.ignore` brings it back, and but what these leave out. The last line that fits decides:
/// those of `spec.ignore` behind those of files, an inner file's behind an outer one's. Links are in no
/// artifact.
final class SourceTree: FileTree {
  private let base: any FileTree
  /// The repository's root in the tree.
  private let top: String
  private let asked: [IgnorePattern]
  /// What the `.sourceignore` of a directory and of those above it say, in their order.
  private let known = Mutex<[String: [IgnorePattern]]>([:])

  /// - Parameters:
  ///   - top: the repository's root in the tree.
  ///   - ignore: the source's `spec.ignore`.
  init(_ base: any FileTree, top: String = "", ignoring ignore: String? = nil) {
    self.base = base
    self.top = top
    asked = ignore.map { IgnorePattern.patterns(of: $0, in: "") } ?? []
  }

  func entry(at path: String) throws(FileTreeError) -> FileTreeEntry {
    let entry = try base.entry(at: path)
    switch entry {
    case .file: return try isLeftOut(path, isDirectory: false) ? .absent : entry
    case .directory:
      guard try isLeftOut(path, isDirectory: true) else { return entry }
      return try holdsSomething(path) ? entry : .absent
    case .symbolicLink: return .absent
    case .submodule, .other, .absent: return entry
    }
  }

  func file(at path: String, limit: Int) throws(FileTreeError) -> SourceFile {
    guard try !isLeftOut(path, isDirectory: false) else {
      throw FileTreeError(path: path, kind: .absent, reason: "Flux leaves it out")
    }
    return try base.file(at: path, limit: limit)
  }

  func names(inDirectory path: String) throws(FileTreeError) -> [String] {
    var names: [String] = []
    for name in try base.names(inDirectory: path)
    where try entry(at: TreePath.join(path, name)) != .absent {
      names.append(name)
    }
    return names
  }

  func relative(toRoot path: String) -> String? { base.relative(toRoot: path) }

  func shown(_ path: String) -> String { base.shown(path) }
}

// MARK: - Rules

extension SourceTree {
  private func isLeftOut(_ path: String, isDirectory: Bool) throws(FileTreeError) -> Bool {
    let names = names(of: path)
    guard !names.isEmpty else { return false }
    let patterns = try patterns(for: TreePath.parent(of: path)) + asked
    if let pattern = patterns.last(where: { $0.matches(names, isDirectory: isDirectory) }) {
      return !pattern.includes
    }
    return Self.isUsuallyLeftOut(names, isDirectory: isDirectory)
  }

  /// The path from the repository's root, by its names; none for what is outside.
  private func names(of path: String) -> [Substring] {
    guard TreePath.isInside(path, top) else { return [] }
    return Array(path.split(separator: "/").dropFirst(top.split(separator: "/").count))
  }

  /// Whether a directory that is left out holds a file that is brought back, with which it comes.
  private func holdsSomething(_ directory: String) throws(FileTreeError) -> Bool {
    let mayBe = try (patterns(for: directory) + asked).contains(where: \.includes)
    guard mayBe else { return false }
    for name in try base.names(inDirectory: directory)
    where try entry(at: TreePath.join(directory, name)) != .absent {
      return true
    }
    return false
  }

  private func patterns(for directory: String) throws(FileTreeError) -> [IgnorePattern] {
    if let known = known.withLock({ $0[directory] }) { return known }
    guard TreePath.isInside(directory, top) else { return [] }
    var patterns: [IgnorePattern] = []
    if directory != top { patterns = try self.patterns(for: TreePath.parent(of: directory)) }
    let path = TreePath.join(directory, ".sourceignore")
    if try base.entry(at: path) == .file {
      let text = String(decoding: try base.file(at: path, limit: 1 << 20).bytes, as: UTF8.self)
      patterns += IgnorePattern.patterns(
        of: text, in: names(of: directory).joined(separator: "/"))
    }
    known.withLock { [patterns] in $0[directory] = patterns }
    return patterns
  }

  /// The rules that come before all others (fluxcd/pkg, sourceignore): what belongs to Git, to services
  /// that run jobs, to other tools, and what holds pictures and archives.
  private static func isUsuallyLeftOut(_ names: [Substring], isDirectory: Bool) -> Bool {
    for (index, name) in names.enumerated() {
      let isInner = index < names.count - 1
      if usualNames.contains(name) { return true }
      if usualDirectories.contains(name), isInner || isDirectory { return true }
      if usualEnds.contains(where: { name.hasSuffix($0) }) { return true }
    }
    return false
  }

  private static let usualDirectories: Set<Substring> = [".git", ".github", ".circleci"]

  private static let usualNames: Set<Substring> = [
    ".gitignore", ".gitmodules", ".gitattributes", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml",
    ".drone.yml", "cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml",
    ".goreleaser.yml", ".sops.yaml", ".flux.yaml",
  ]

  private static let usualEnds = [
    ".jpg", ".jpeg", ".gif", ".png", ".wmv", ".flv", ".tar.gz", ".zip",
  ]
}
