import Git
package import Kustomize

/// The repositories that kustomizations name by URL.
///
/// One that is this repository itself, by any of its remotes, is read from its own objects. Others
/// are fetched, where that is allowed.
package struct RemoteRepositories: Sendable {
  /// Where to look for this repository.
  package var directory: String
  /// The environment variables by which git finds and opens a repository.
  package var environment: [String: String]
  /// Whether a repository of another user is read.
  package var isTrusted = false
  /// Where fetched repositories are kept; nil where nothing may be fetched.
  package var cache: RepositoryCache?
  /// Whether somebody asked for files of another repository that may be fetched, or for a branch of this one.
  let wereAsked = Flag()

  package init(directory: String, environment: [String: String]) {
    self.directory = directory
    self.environment = environment
  }

  /// The files that a reference leads to.
  package func tree(of reference: RemoteReference) throws(RemoteTreeError) -> any FileTree {
    if let tree = try ownTree(of: reference) { return tree }
    guard let cache else {
      throw RemoteTreeError(
        "is remote, and nothing is fetched",
        help: "allow it with --fetch, or copy what it holds into the repository")
    }
    wereAsked.raise()
    return try cache.fetch(reference)
  }

  /// Whether a URL is one of this repository's; nil where it has none, or where there is none.
  func isOwn(_ url: String) -> Bool? {
    names.map { $0.contains(RemoteAddress.repository(ofURL: url)) }
  }

  /// The hosts and paths of this repository's URLs; nil where it has none, or where there is none.
  var names: Set<String>? {
    let found = try? Repository.discover(
      from: directory, environment: environment, trust: isTrusted)
    guard let remotes = found?.remotes, !remotes.isEmpty else { return nil }
    return Set(
      remotes.flatMap { $0.urls + $0.pushURLs }.map { RemoteAddress.repository(ofURL: $0) })
  }

  /// The tree of this repository at the revision, or nil where the reference is to another one.
  private func ownTree(
    of reference: RemoteReference
  ) throws(RemoteTreeError) -> (any FileTree)? {
    // Where there is no repository, every reference is to another one.
    let found = try? Repository.discover(
      from: directory, environment: environment, trust: isTrusted)
    guard let repository = found else { return nil }
    let named = repository.remotes.first { remote in
      (remote.urls + remote.pushURLs)
        .contains { RemoteAddress.repository(ofURL: $0) == reference.repository }
    }
    guard let remote = named?.name else { return nil }
    // What its branches hold may be another tomorrow.
    wereAsked.raise()
    for name in names(of: reference.revision, on: remote, in: repository) {
      guard let commit = try? repository.resolve(name) else { continue }
      do throws(GitError) { return try repository.fileTree(of: commit.hex) } catch {
        throw RemoteTreeError("cannot be read: \(error.message)", help: error.hint)
      }
    }
    guard let revision = reference.revision else {
      throw RemoteTreeError(
        "is this repository, whose \(remote)/HEAD is not known here",
        help: "name a ref, or run `git remote set-head \(remote) --auto`")
    }
    throw RemoteTreeError(
      "is this repository, which has no \"\(revision)\" of \(remote) here",
      help: "run `git fetch \(remote) \(revision)`")
  }

  /// What the remote's revision may be called here, in the order in which git would look there.
  private func names(
    of revision: String?, on remote: String, in repository: Repository
  ) -> [String] {
    guard let revision else {
      return ["refs/remotes/\(remote)/HEAD"] + (repository.location.isBare ? ["HEAD"] : [])
    }
    let names = ["tags/", "remotes/\(remote)/", "heads/"].map { "refs/\($0)\(revision)" }
    let isCommit = revision.utf8.count >= 7 && revision.allSatisfy(\.isHexDigit)
    return names + (isCommit ? [revision] : [])
  }
}

extension Repository {
  /// The files of a commit.
  func fileTree(of revision: String) throws(GitError) -> GitTree {
    try GitTree(snapshot(of: revision).source, at: location)
  }
}
