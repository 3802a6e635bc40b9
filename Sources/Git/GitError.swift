internal import CGit2

/// Why something about a repository could not be done.
package struct GitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, for code that decides on it; people read ``GitError/message``.
  package enum Kind: Hashable, Sendable {
    /// No repository where one was looked for.
    case notARepository
    /// The repository belongs to another user, and nobody said to trust it.
    case untrustedOwner
    /// A repository format or extension that cannot be read.
    case unsupportedFormat
    /// Configuration, or a value of the environment, that makes no sense.
    case invalidConfiguration
    /// The index has a form that cannot be read.
    case unreadableIndex
    /// The index holds unresolved conflicts.
    case unmergedIndex
    /// A name that leads to no commit, or to several.
    case unknownRevision
    /// An object that other objects refer to but that is not here.
    case missingObject
    /// Nothing has the path in the tree.
    case pathNotFound
    /// The path leads out of the tree, by `..` or a symbolic link.
    case leavesTree
    /// The path is a directory, a submodule or a link where a file is needed, or the reverse.
    case wrongType
    /// A blob over the limit that the caller gave.
    case tooLarge
    /// The reference is not what the caller expected: somebody else changed it.
    case lostRace(found: ObjectID?)
    /// The reference is locked by another process.
    case locked
    /// The branch is checked out, so that moving it would change somebody's work tree.
    case checkedOut
    /// A reference name that Git does not allow.
    case invalidReference
    /// Neither the environment nor the configuration says who commits.
    case unknownIdentity
    /// The commit was to be signed and was not.
    case signing
    /// A program could not be run.
    case program
    /// The remote could not be reached or read.
    case remote
    /// libgit2 failed for a reason that has no case of its own.
    case library(code: Int32)
  }

  /// For code that decides on it.
  package let kind: Kind
  /// One sentence, lower case, no full stop.
  package let message: String
  /// What to do about it.
  package let hint: String?

  init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// A repository in which nothing was committed yet, where a commit is needed.
  package static let nothingCommitted = GitError(
    .unknownRevision, "HEAD names no commit yet", hint: "commit first")

  /// A remote's branch that no longer holds the commit that something was to be made upon.
  package static func rewritten(
    _ branch: String, on remote: String, as tip: ObjectID, without commit: ObjectID
  ) -> GitError {
    GitError(
      .remote,
      "\(branch) of \(remote) was rewritten: it is \(tip.short) now, which does not hold \(commit.short)",
      hint: "fetch it with git fetch \(remote), and begin again")
  }

  /// The message, with the hint in brackets.
  package var description: String { hint.map { "\(message) (\($0))" } ?? message }
}

/// Runs one libgit2 call and throws what it reported if it failed.
///
/// The message is thread-local, so it is read before anything can suspend, then cleared.
func check(_ operation: @autoclosure () -> String, _ call: () -> Int32) throws(GitError) {
  let code = call()
  guard code < 0 else { return }
  throw failure(operation(), code)
}

/// Runs one libgit2 call that looks for something, and says whether it was there.
func found(_ operation: @autoclosure () -> String, _ call: () -> Int32) throws(GitError) -> Bool {
  let code = call()
  guard code < 0 else { return true }
  guard code == GIT_ENOTFOUND.rawValue else { throw failure(operation(), code) }
  git_error_clear()
  return false
}

private func failure(_ operation: String, _ code: Int32) -> GitError {
  let reason = unsafe git_error_last().map { unsafe String(cString: $0.pointee.message) }
  git_error_clear()
  let message = "cannot \(operation): \(reason ?? "libgit2 gave no reason")"
  switch code {
  case GIT_ELOCKED.rawValue: return GitError(.locked, message)
  default: return GitError(.library(code: code), message)
  }
}
