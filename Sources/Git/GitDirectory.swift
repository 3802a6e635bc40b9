/// Where the repository of a directory is, by git's own rules (gitrepository-layout, setup.c).
struct GitDirectory: Hashable, Sendable {
  /// How it was found, which decides where the work tree is.
  enum Origin: Hashable, Sendable {
    /// Named by `GIT_DIR`.
    case environment
    /// The `.git` of this directory; `linked` when that is a file that points elsewhere.
    case workTree(String, linked: Bool)
    /// The directory is itself a repository.
    case bare
  }

  let path: String
  let origin: Origin
  /// Where branches, objects and configuration are: elsewhere for a linked work tree.
  let common: String

  /// Looks at `start`, then in each directory above it.
  static func find(
    from start: String, environment: Environment
  ) throws(GitError) -> GitDirectory {
    if let named = environment["GIT_DIR"] {
      let path = try gitFileTarget(at: FileSystem.absolute(named, from: start))
      guard let path, let common = commonDirectory(of: path, environment) else {
        throw GitError(
          .notARepository, "GIT_DIR names \(named), which is not a git repository",
          hint: "unset GIT_DIR to look for the repository from \(start)")
      }
      return GitDirectory(path: path, origin: .environment, common: common)
    }
    let last = try lastDirectory(from: start, environment)
    var directory = start
    while true {
      if let found = try candidate(in: directory, environment) { return found }
      guard directory != last else { break }
      directory = FileSystem.parent(of: directory)
    }
    throw GitError(
      .notARepository, "\(start) is not in a git repository",
      hint: last == "/" ? nil : "nothing above \(last) was looked at")
  }

  private static func candidate(
    in directory: String, _ environment: Environment
  ) throws(GitError) -> GitDirectory? {
    let link = directory == "/" ? "/.git" : "\(directory)/.git"
    switch FileSystem.status(of: link)?.kind {
    case .file:
      guard let target = try gitFileTarget(at: link),
        let common = commonDirectory(of: target, environment)
      else {
        throw GitError(
          .notARepository, "\(link) points to a repository that is not there",
          hint: "if it is a linked work tree, run `git worktree repair` in the main one")
      }
      return GitDirectory(path: target, origin: .workTree(directory, linked: true), common: common)
    case .directory:
      let path = FileSystem.realPath(of: link) ?? link
      if let common = commonDirectory(of: path, environment) {
        return GitDirectory(path: path, origin: .workTree(directory, linked: false), common: common)
      }
    default: break
    }
    guard let common = commonDirectory(of: directory, environment) else { return nil }
    return GitDirectory(path: directory, origin: .bare, common: common)
  }

  /// The highest directory that may be looked at.
  private static func lastDirectory(
    from start: String, _ environment: Environment
  ) throws(GitError) -> String {
    let ceilings = (environment["GIT_CEILING_DIRECTORIES"] ?? "").split(separator: ":")
      .compactMap { $0.hasPrefix("/") ? FileSystem.realPath(of: String($0)) : nil }
      .filter { $0 != start && FileSystem.contains($0, start) }
    let ceiling = ceilings.max { $0.utf8.count < $1.utf8.count }
    let crosses = try environment.boolean("GIT_DISCOVERY_ACROSS_FILESYSTEM", default: false)
    let device = FileSystem.status(of: start)?.device
    var last = start
    while last != "/" {
      let parent = FileSystem.parent(of: last)
      if parent == ceiling { break }
      if !crosses, FileSystem.status(of: parent)?.device != device { break }
      last = parent
    }
    return last
  }

  /// `path` itself, or what it points to when it is a file that says `gitdir: elsewhere`.
  private static func gitFileTarget(at path: String) throws(GitError) -> String? {
    guard FileSystem.isFile(path) else { return path }
    let prefix = "gitdir: "
    guard let line = FileSystem.line(of: path), line.hasPrefix(prefix) else {
      throw GitError(.notARepository, "\(path) is a file that does not name a git directory")
    }
    let target = String(line.dropFirst(prefix.count))
    return FileSystem.absolute(target, from: FileSystem.parent(of: path))
  }

  /// The common directory of `path` if `path` is a git directory at all.
  private static func commonDirectory(of path: String, _ environment: Environment) -> String? {
    guard hasHead(path) else { return nil }
    let named = FileSystem.line(of: "\(path)/commondir")
    let common = named.map { FileSystem.absolute($0, from: path) } ?? path
    guard FileSystem.isDirectory("\(common)/refs") else { return nil }
    let hasObjects =
      environment["GIT_OBJECT_DIRECTORY"] != nil || FileSystem.isDirectory("\(common)/objects")
    return hasObjects ? common : nil
  }

  private static func hasHead(_ path: String) -> Bool {
    let head = "\(path)/HEAD"
    if FileSystem.status(of: head, followingLinks: false)?.kind == .symbolicLink { return true }
    guard let line = FileSystem.line(of: head) else { return false }
    if line.hasPrefix("ref:") {
      return line.dropFirst(4).drop { $0 == " " || $0 == "\t" }.hasPrefix("refs/")
    }
    return ObjectID(hex: line.prefix(40)) != nil
  }
}
