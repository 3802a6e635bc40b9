package import Git

/// What became of pushing a promotion.
package enum PromotionPush: Hashable, Sendable {
  /// The remote's branch held the commit before.
  case alreadyThere
  /// The remote's branch holds the commit now.
  case accepted
  /// The remote's branch does not hold it; with what git and the remote said.
  case refused(transcript: String)
}

extension Promoter {
  /// Pushes a promotion's branch, unless the remote's changes while it does.
  package func push(
    _ commit: PromotionCommit, to remote: String
  ) throws(GitError) -> PromotionPush {
    let expected = try repository.reference(commit.branch, on: remote)
    guard expected != commit.id else { return .alreadyThere }
    let result = try repository.push(commit.id, to: commit.branch, on: remote, expecting: expected)
    return result.isAccepted ? .accepted : .refused(transcript: result.transcript)
  }
}
