import Diagnostics
import Git
import Kustomize

/// The revision whose files an environment is made of, where that is not the one that is read.
package struct EnvironmentRevision: Hashable, Sendable {
  /// As it is named: `env/production`.
  package var name: String
  /// The commit's id in hexadecimal digits.
  package var commit: String
  /// The directory of a workspace that its files stand under.
  var directory: String { "\(name):" }
}

/// Why a revision cannot be had.
struct RevisionProblem: Error {
  var message: String
  var help: String?
}

extension Workspace {
  /// Whether anything but the tree was asked for: a branch beside it, or another repository.
  ///
  /// What that says may change while the tree stays the same.
  package var hasLookedBeyond: Bool {
    revisions.wereAsked.isRaised || (remotes?.wereAsked.isRaised ?? false)
  }

  /// Puts the files of a revision beside those of the tree.
  ///
  /// A branch that is known by the name of a remote's alone, as where a job has checked out one branch,
  /// is taken from there.
  ///
  /// - Parameter asked: an earlier commit of it to be taken in its place.
  /// - Returns: nil where it is what the tree itself holds, or what the next commit goes to.
  func add(
    revision name: String, at asked: String? = nil
  ) throws(RevisionProblem) -> EnvironmentRevision? {
    revisions.wereAsked.raise()
    let found: Result<EnvironmentRevision?, RevisionProblem>
    do throws(GitError) { found = try self.found(name, at: asked) } catch {
      throw RevisionProblem(message: "\(name) cannot be read: \(error.message)", help: error.hint)
    }
    return try found.get()
  }

  private func found(
    _ name: String, at asked: String?
  ) throws(GitError) -> Result<EnvironmentRevision?, RevisionProblem> {
    let repository = try openRepository()
    guard let commit = repository.commit(ofBranch: name) else {
      return .failure(unknown(name, repository))
    }
    guard let asked else {
      if try holds(commit, called: name, repository) { return .success(nil) }
      return .success(try add(commit, called: name, of: repository))
    }
    let earlier = try repository.resolve(asked)
    guard try repository.isAncestor(earlier, of: commit) else {
      return .failure(
        RevisionProblem(
          message: "\(asked) is no commit of \(name)",
          help: "name one of its own, as \(name)~1 or its id"))
    }
    return .success(try add(earlier, called: asked, of: repository))
  }

  private func add(
    _ commit: ObjectID, called name: String, of repository: Repository
  ) throws(GitError) -> EnvironmentRevision {
    let revision = EnvironmentRevision(name: name, commit: commit.hex)
    revisions.add(try repository.fileTree(of: commit.hex), at: revision.directory)
    return revision
  }

  private func unknown(_ name: String, _ repository: Repository) -> RevisionProblem {
    let known = (try? repository.branchNames()) ?? []
    return RevisionProblem(
      message: "the repository has no revision \"\(name)\"",
      help: Spelling.nearest(to: name, among: known).map { "did you mean \($0)?" }
        ?? "a clone may lack it: git fetch brings branches")
  }

  /// Whether the tree is the commit's, or the one that its branch is being worked on in.
  private func holds(
    _ commit: ObjectID, called name: String, _ repository: Repository
  ) throws(GitError) -> Bool {
    if let tree = own as? GitTree {
      let snapshot = TreeSnapshot(tree.source, in: repository)
      if let tree = snapshot.tree { return try repository.commit(commit).tree == tree }
    }
    switch try repository.head() {
    case .branch(let branch, _), .unborn(let branch): return branch == "refs/heads/\(name)"
    case .detached: return false
    }
  }

  private func openRepository() throws(GitError) -> Repository {
    if let repository { return try Repository(reopening: repository) }
    guard let remotes else { return try .discover(from: root ?? "/", environment: [:]) }
    return try .discover(
      from: remotes.directory, environment: remotes.environment, trust: remotes.isTrusted)
  }
}

extension Repository {
  /// The commit that a name means here, or at a remote; nil where neither knows it.
  fileprivate func commit(ofBranch name: String) -> ObjectID? {
    // Such a name means a file, or a stretch of history.
    guard !name.contains(":"), !name.contains("..") else { return nil }
    if let commit = try? resolve(name) { return commit }
    for remote in remotes {
      if let commit = try? resolve("refs/remotes/\(remote.name)/\(name)") { return commit }
    }
    return nil
  }
}
