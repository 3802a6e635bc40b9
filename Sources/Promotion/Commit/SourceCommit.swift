import Environments
package import Git
package import Values

extension BaseBranch {
  /// The newest commit of the branch's main line that was made no later than a moment; nil where there is
  /// none.
  package func commit(asOf moment: Timestamp, in repository: Repository) throws(GitError)
    -> ObjectID?
  {
    var walk = repository.firstParents(from: commit)
    while let commit = try walk.nextCommit() {
      if commit.committer.time.seconds <= moment.seconds { return commit.id }
    }
    return nil
  }
}

extension Promoter {
  /// What there is to say of the commit whose source is promoted, in sentences: that it was never merged,
  /// that it is older than the last promotion, by how many commits the source has moved on since, and
  /// what of it the source's main line never had.
  package func remarks(on plan: PromotionPlan) throws(PromotionError) -> [String] {
    guard plan.undoing == nil, plan.sourceCommit != plan.targetCommit else { return [] }
    let remarks: [String]
    do throws(GitError) { remarks = try self.remarks(onSourceOf: plan) } catch { throw .git(error) }
    return try remarks + strangers(to: plan)
  }

  private func remarks(onSourceOf plan: PromotionPlan) throws(GitError) -> [String] {
    let source = plan.source.title
    let name = plan.sourceCommit.short
    guard try repository.isAncestor(plan.sourceCommit, of: plan.targetCommit) else {
      return ["\(name) is not part of what the promotion is made upon: it was never merged"]
    }
    var remarks: [String] = []
    if let last = plan.lastPromotion, last != plan.sourceCommit,
      try repository.isAncestor(plan.sourceCommit, of: last)
    {
      remarks.append("\(name) is older than \(last.short), which was promoted last")
    }
    var walk = repository.firstParents(
      from: plan.targetCommit, touching: plan.source.targets.map(\.directory.path))
    var count = 0
    while let commit = try walk.nextCommit(), commit.id != plan.sourceCommit,
      try !repository.isAncestor(commit.id, of: plan.sourceCommit)
    {
      count += 1
    }
    if count > 0 {
      remarks.append(
        "\(source) has moved on by \(count == 1 ? "1 commit" : "\(count) commits") since \(name)")
    }
    return remarks
  }
}
