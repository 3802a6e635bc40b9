import Environments
package import Git

/// A branch of an earlier plan between the same environments that is not merged.
package struct SupersededBranch: Hashable, Sendable {
  /// The branch's full name.
  package let name: String
  /// What it points at.
  package let commit: Commit
  /// Whether it holds what was put there when it was made, and nothing since; only such a branch may
  /// be removed.
  package let isOurs: Bool
}

extension Promoter {
  /// The branches of other plans between the same environments that the target's line does not hold,
  /// ascending by name.
  package func superseded(by plan: PromotionPlan) throws(GitError) -> [SupersededBranch] {
    let branches = plan.branches
    var superseded: [SupersededBranch] = []
    for name in try repository.references(below: branches.prefix) where name != plan.branch {
      guard let id = try repository.reference(name), let commit = try? repository.commit(id),
        try !repository.isAncestor(id, of: plan.targetCommit)
      else { continue }
      superseded.append(
        SupersededBranch(name: name, commit: commit, isOurs: branches.made(name, at: commit)))
    }
    return superseded
  }

  /// Removes a branch of an earlier plan if it is ours and still what it was, here and on a remote.
  ///
  /// - Returns: whether it is gone from everywhere that was asked.
  package func prune(_ branch: SupersededBranch, on remote: String?) throws(GitError) -> Bool {
    guard branch.isOurs else { return false }
    if let remote, let found = try repository.reference(branch.name, on: remote) {
      guard found == branch.commit.id,
        try repository.delete(branch.name, on: remote, expecting: found)
      else { return false }
    }
    try repository.updateReference(
      branch.name, from: branch.commit.id, to: nil, message: "promote: superseded")
    return true
  }
}
