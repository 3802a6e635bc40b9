internal import CGit2

/// What `HEAD` says.
package enum Head: Hashable, Sendable {
  /// On a branch, by its full name, that has commits.
  case branch(String, ObjectID)
  /// On a branch that has no commit yet.
  case unborn(String)
  /// On no branch.
  case detached(ObjectID)

  /// The commit that is checked out, unless there is none yet.
  package var commit: ObjectID? {
    switch self {
    case .branch(_, let commit), .detached(let commit): commit
    case .unborn: nil
    }
  }
}

extension Repository {
  /// What `HEAD` of this work tree says.
  package func head() throws(GitError) -> Head {
    let path = location.gitDirectory
    let reference = try unsafe Handle("read HEAD of \(path)", release: git_reference_free) {
      unsafe git_reference_lookup(&$0, handle.pointer, "HEAD")
    }
    guard let target = unsafe git_reference_symbolic_target(reference.pointer) else {
      guard let id = unsafe git_reference_target(reference.pointer) else {
        throw GitError(.invalidReference, "HEAD of \(path) names no commit")
      }
      return .detached(ObjectID(unsafe id.pointee))
    }
    let branch = unsafe String(cString: target)
    guard let commit = try self.reference(branch) else { return .unborn(branch) }
    return .branch(branch, commit)
  }
}
