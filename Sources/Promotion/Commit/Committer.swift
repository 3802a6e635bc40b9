import Diagnostics
import Environments
import Git

/// Writes a proven promotion as a commit on a branch of its own.
///
/// Only objects and that one reference are written: index, work tree and HEAD stay. The commit is
/// a function of the repository and the plan, its time that of the newer of the two commits it comes
/// from, so whoever else makes it makes the same.
struct Committer {
  let repository: Repository
  let proven: ProvenPromotion
  let signing: NewCommit.Signing

  private var plan: PromotionPlan { proven.plan }

  func commit() throws(PromotionError) -> PromotionOutcome {
    let tree = try git(writeTree)
    if let existing = try existing(holding: tree) { return .existing(existing, proven) }
    let id = try git { () throws(GitError) in try writeCommit(of: tree) }
    do {
      try repository.updateReference(
        plan.branch, from: nil, to: id,
        message: plan.undoing == nil
          ? "promote: \(plan.source.title) to \(plan.target.title)"
          : "rollback: \(plan.target.title)")
      return .created(PromotionCommit(branch: plan.branch, id: id), proven)
    } catch {
      // Whatever the failure says, the reference's state decides: another run may have made it.
      if let winner = try existing(holding: tree) { return .existing(winner, proven) }
      throw .git(error)
    }
  }

  /// The promotion that the branch holds, when the branch is there.
  private func existing(holding tree: ObjectID) throws(PromotionError) -> PromotionCommit? {
    guard let id = try git({ () throws(GitError) in try repository.reference(plan.branch) }) else {
      return nil
    }
    let commit = try git { () throws(GitError) in try repository.commit(id) }
    guard commit.trailer(PromotionTrailer.plan) == plan.digest, commit.tree == tree,
      commit.parents == [plan.targetCommit]
    else {
      throw .refused([
        Diagnostic(
          rule: .promotionBranch, severity: .error,
          message: "\(plan.branch) is there and holds another change: "
            + "\(commit.id.short), \"\(commit.subject)\" by \(commit.author.name)",
          help: "merge that branch, or delete or rename it")
      ])
    }
    return PromotionCommit(branch: plan.branch, id: id)
  }

  private func writeTree() throws(GitError) -> ObjectID {
    try repository.writeTree(
      from: repository.commit(plan.targetCommit).tree,
      changes: proven.changes)
  }

  private func writeCommit(of tree: ObjectID) throws(GitError) -> ObjectID {
    let parent = try repository.commit(plan.targetCommit)
    var commit = try repository.newCommit(
      tree: tree, parents: [parent.id], message: CommitMessage(proven: proven).text)
    commit.signing = signing
    let source = try repository.commit(plan.sourceCommit)
    let time = [parent, source].map(\.committer.time).max { $0.seconds < $1.seconds }
    if let time {
      commit.author.time = time
      commit.committer.time = time
    }
    return try repository.write(commit)
  }

  private func git<Result>(
    _ body: () throws(GitError) -> Result
  ) throws(PromotionError) -> Result {
    do { return try body() } catch { throw .git(error) }
  }
}
