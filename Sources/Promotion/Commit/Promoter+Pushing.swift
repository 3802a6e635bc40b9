package import Git

/// What became of pushing a promotion.
package enum PromotionPush: Hashable, Sendable {
  /// The remote's branch held the promotion before: this commit, or the same change upon the same commit
  /// by somebody else.
  case alreadyThere(ObjectID)
  /// The remote's branch holds the commit now; with the addresses that the remote named.
  case accepted(urls: [String])
  /// The remote's branch holds something else, which was left as it is; the commit where it can be had.
  case occupied(by: ObjectID, Commit?)
  /// The remote's branch does not hold it; with what git and the remote said.
  case refused(transcript: String)
}

extension Promoter {
  /// What a remote's branch of a plan is; nil where it has none.
  ///
  /// Read when the plan is made: a push is then let through only over what was seen here.
  package func seen(_ plan: PromotionPlan, on remote: String) throws(GitError) -> ObjectID? {
    try repository.reference(plan.branch, on: remote)
  }

  /// Pushes a promotion's branch over what was seen on the remote.
  ///
  /// That must be nothing, or a commit that ours is made upon and that a promotion made. What anybody
  /// else put there stays.
  package func push(
    _ commit: PromotionCommit, to remote: String, over seen: ObjectID?, options: [String] = []
  ) throws(GitError) -> PromotionPush {
    if let seen, let obstacle = try obstacle(seen, to: commit, on: remote) { return obstacle }
    let result = try repository.push(
      commit.id, to: commit.branch, on: remote, expecting: seen, options: options)
    if result.isAccepted { return .accepted(urls: result.urls) }
    if let found = result.found, found != seen,
      let obstacle = try obstacle(found, to: commit, on: remote)
    {
      return obstacle
    }
    return .refused(transcript: result.transcript)
  }

  /// Why a commit need not or must not be replaced; nil where it may be.
  private func obstacle(
    _ found: ObjectID, to commit: PromotionCommit, on remote: String
  ) throws(GitError) -> PromotionPush? {
    if found == commit.id { return .alreadyThere(found) }
    if (try? repository.commit(found)) == nil {
      try? repository.fetchObjects(of: commit.branch, on: remote)
    }
    guard let other = try? repository.commit(found) else { return .occupied(by: found, nil) }
    let own = try repository.commit(commit.id)
    let plan = other.trailer(PromotionTrailer.plan)
    if plan == own.trailer(PromotionTrailer.plan), other.tree == own.tree,
      other.parents == own.parents
    {
      return .alreadyThere(found)
    }
    guard plan != nil, try repository.isAncestor(found, of: commit.id) else {
      return .occupied(by: found, other)
    }
    return nil
  }
}
