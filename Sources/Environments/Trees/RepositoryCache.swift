import Git
import Kustomize
import Values

/// Repositories that were fetched, each a bare one in a directory of its own.
package struct RepositoryCache: Sendable {
  private let directory: String
  private let environment: [String: String]

  /// The cache of the person who runs this, where the XDG base directory specification wants it.
  ///
  /// - Throws: ``PipelineError`` where the environment names neither a cache nor a home.
  package init(environment: [String: String]) throws(PipelineError) {
    let parent: String
    if let named = environment["XDG_CACHE_HOME"], named.hasPrefix("/") {
      parent = named
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      parent = "\(home)/.cache"
    } else {
      throw PipelineError("there is no place for what is fetched: set HOME or XDG_CACHE_HOME")
    }
    directory = "\(parent)/sluice/repositories"
    // What a hook was given is about its own repository.
    var environment = environment.filter { !$0.key.hasPrefix("GIT_") || Self.isKept($0.key) }
    environment["GIT_TERMINAL_PROMPT"] = "0"
    self.environment = environment
  }

  private static func isKept(_ variable: String) -> Bool {
    let prefixes = ["GIT_SSH", "GIT_CONFIG", "GIT_ASKPASS", "GIT_SSL", "GIT_HTTP", "GIT_PROXY"]
    return prefixes.contains { variable.hasPrefix($0) } && variable != "GIT_CONFIG"
      && variable != "GIT_CONFIG_PARAMETERS"
  }

  /// Brings what a reference names here; git does it, for only git honours credential helpers, the
  /// SSH agent and proxies.
  ///
  /// A commit that is named by its whole id and was fetched before needs no network.
  func fetch(_ reference: RemoteReference) throws(RemoteTreeError) -> any FileTree {
    let revision = reference.revision ?? "HEAD"
    guard Self.isPlain(revision), !reference.url.hasPrefix("-") else {
      throw RemoteTreeError("cannot be fetched: \"\(revision)\" is no name of a revision")
    }
    let path = "\(directory)/\(Self.fileName(reference.repository))"
    let name = "refs/sluice/\(revision)"
    do throws(GitError) {
      try git(["init", "--quiet", "--bare", "--", path], in: "/")
      let isCommit = revision.utf8.count == 40 && revision.allSatisfy(\.isHexDigit)
      if isCommit, let tree = try? open(path).fileTree(of: name) { return tree }
      try git(
        [
          "fetch", "--quiet", "--depth=1", "--no-tags", "--", reference.url, "+\(revision):\(name)",
        ], in: path)
      return try open(path).fileTree(of: name)
    } catch {
      throw RemoteTreeError(
        "cannot be fetched: \(error.message)",
        help: error.hint ?? "see whether `git ls-remote \(reference.url)` works")
    }
  }

  private func open(_ path: String) throws(GitError) -> Repository {
    try Repository.discover(from: path, environment: environment)
  }

  private func git(_ arguments: [String], in directory: String) throws(GitError) {
    let process = ChildProcess("git", arguments, environment: environment, in: directory)
    let result = try process.run()
    guard result.status != 0 else { return }
    throw process.failure(result)
  }

  /// Whether a revision can stand in a refspec (git-check-ref-format(1)).
  private static func isPlain(_ revision: String) -> Bool {
    !revision.hasPrefix("-") && !revision.hasPrefix("+") && !revision.hasPrefix("/")
      && !revision.contains("..")
      && revision.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !":*?[\\^~".utf8.contains($0) }
  }

  /// The repository's name as that of one directory.
  private static func fileName(_ repository: String) -> String {
    var name = ""
    for byte in repository.utf8 {
      let character = Character(UnicodeScalar(byte))
      if character.isASCII, character.isLetter || character.isNumber || "._-".contains(character) {
        name.append(character)
      } else {
        name += "%" + byte.hexadecimal(width: 2, uppercase: true)
      }
    }
    return name
  }
}
