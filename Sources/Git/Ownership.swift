/// The check that a repository belongs to whoever reads it (`safe.directory`, CVE-2022-24765).
///
/// Made here as git makes it, since libgit2 1.5 does not know `safe.directory=*` and its check is
/// one switch for the whole process.
struct Ownership {
  let environment: Environment
  /// System, user and command line: what the repository itself cannot write.
  let configuration: Configuration

  /// - Throws: ``GitError/Kind/untrustedOwner`` unless git would read the repository.
  func check(_ directory: GitDirectory) throws(GitError) {
    switch directory.origin {
    case .environment:
      // Whoever sets GIT_DIR has said which repository to trust.
      return
    case .workTree(let workTree, let linked):
      var paths = [workTree, directory.path]
      if linked { paths.append("\(workTree)/.git") }
      try check(paths, as: workTree)
    case .bare:
      try checkBare(directory.path)
      try check([directory.path], as: directory.path)
    }
  }

  private func checkBare(_ path: String) throws(GitError) {
    // A `.git` directory entered from its own work tree is no bare repository.
    guard configuration.string("safe.barerepository") == "explicit",
      FileSystem.name(of: path) != ".git"
    else { return }
    throw GitError(
      .untrustedOwner, "\(path) is a bare repository, and safe.bareRepository is 'explicit'",
      hint: "name it with GIT_DIR")
  }

  private func check(_ paths: [String], as name: String) throws(GitError) {
    // git's own switch for its tests; it can only refuse more.
    let assumesOther = try environment.boolean("GIT_TEST_ASSUME_DIFFERENT_OWNER", default: false)
    let foreign = paths.first { assumesOther || !isOwned($0) }
    guard let foreign, !isListed(name) else { return }
    throw GitError(
      .untrustedOwner, "the repository at \(name) is not trusted: another user owns \(foreign)",
      hint: "run `git config --global --add safe.directory \(name)`, or pass --trust-repository")
  }

  private func isOwned(_ path: String) -> Bool {
    guard let owner = FileSystem.status(of: path, followingLinks: false)?.owner else {
      return false
    }
    let user = FileSystem.currentUser
    if owner == user { return true }
    // Under sudo, the files of who called it are its own.
    guard user == 0, let caller = environment["SUDO_UID"] else { return false }
    return UInt32(caller) == owner
  }

  private func isListed(_ name: String) -> Bool {
    var listed = false
    for value in configuration.strings("safe.directory") {
      if value.isEmpty {
        // An empty value clears the list before it.
        listed = false
      } else if value == "*" {
        listed = true
      } else {
        let path = environment.expand(value)
        let isPrefix = path.hasSuffix("/*") && name.hasPrefix(path.dropLast())
        if isPrefix || path == name || FileSystem.realPath(of: path) == name { listed = true }
      }
    }
    return listed
  }
}
