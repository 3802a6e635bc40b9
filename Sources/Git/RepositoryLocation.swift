/// Where the parts of a repository are: what discovery found, as a value.
package struct RepositoryLocation: Hashable, Sendable {
  /// The git directory: of this work tree, when it is a linked one.
  package let gitDirectory: String
  /// Where branches, objects and configuration are.
  package let commonDirectory: String
  /// The root of the work tree; nil for a bare repository.
  package let workTree: String?
  /// The index: the one that `GIT_INDEX_FILE` names, as hooks are given.
  package let indexFile: String
  /// Set when `GIT_OBJECT_DIRECTORY` moves new objects elsewhere, as for a server's hooks.
  package let objectDirectory: String?
  /// What `GIT_ALTERNATE_OBJECT_DIRECTORIES` adds to read from.
  package let alternateObjectDirectories: [String]
  /// Whether objects that a partial clone left out are fetched when they are read.
  package internal(set) var fetchesMissing = false

  let environment: Environment
  let directory: GitDirectory
  /// Where git would stand: relative paths of the environment and of the configuration start here.
  let base: String

  /// Whether it has no work tree.
  package var isBare: Bool { workTree == nil }
  /// Whether this is a work tree that `git worktree add` made.
  package var isLinkedWorkTree: Bool { gitDirectory != commonDirectory }

  init(
    _ directory: GitDirectory, from start: String, configuration: Configuration,
    environment: Environment
  ) throws(GitError) {
    self.environment = environment
    self.directory = directory
    gitDirectory = directory.path
    commonDirectory = directory.common
    if let named = environment["GIT_COMMON_DIR"],
      FileSystem.absolute(named, from: start) != commonDirectory
    {
      throw GitError(
        .invalidConfiguration, "GIT_COMMON_DIR names \(named) and not \(commonDirectory)",
        hint: "unset GIT_COMMON_DIR: the git directory names its own")
    }
    let workTree = try Self.workTree(directory, start, configuration, environment)
    let base = workTree.flatMap { FileSystem.contains($0, start) ? $0 : nil } ?? start
    self.workTree = workTree
    self.base = base
    let index = environment["GIT_INDEX_FILE"]
    indexFile =
      index.map { FileSystem.absolute($0, from: base) } ?? "\(directory.path)/index"
    objectDirectory = environment["GIT_OBJECT_DIRECTORY"]
      .map { FileSystem.absolute($0, from: base) }
    alternateObjectDirectories = try environment.paths("GIT_ALTERNATE_OBJECT_DIRECTORIES")
      .map { FileSystem.absolute($0, from: base) }
  }

  private static func workTree(
    _ directory: GitDirectory, _ start: String, _ configuration: Configuration,
    _ environment: Environment
  ) throws(GitError) -> String? {
    if let named = environment["GIT_WORK_TREE"] {
      return FileSystem.absolute(named, from: start)
    }
    // A linked work tree shares a configuration whose core.bare and core.worktree mean the main one.
    let levels: [Configuration.Level] =
      directory.path == directory.common ? [.repository, .workTree] : [.workTree]
    if try configuration.boolean("core.bare", at: levels, default: false) { return nil }
    if let configured = configuration.string("core.worktree", at: levels) {
      return FileSystem.absolute(configured, from: directory.path)
    }
    switch directory.origin {
    case .workTree(let path, _): return path
    case .bare: return nil
    case .environment:
      return try environment.boolean("GIT_IMPLICIT_WORK_TREE", default: true) ? start : nil
    }
  }
}
