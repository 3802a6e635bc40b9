import Display
import Git
import Promotion

/// A promotion that is put before reviewers.
struct Review {
  let forge: Forge
  let request: ReviewRequest
  private let commit: PromotionCommit
  private let remote: String
  private let repository: Repository

  /// - Parameters:
  ///   - body: what reviewers are told.
  ///   - forge: the way that was asked for; nil for the one that fits the remote.
  init(
    _ commit: PromotionCommit, _ body: Shown, _ base: BaseBranch, _ remote: String,
    _ repository: Repository, _ forge: Forge?
  ) throws {
    self.commit = commit
    self.remote = remote
    self.repository = repository
    guard let branch = try base.branch(in: repository) else {
      throw Failure("a pull request needs a branch to be merged into: name it with --onto")
    }
    let address = repository.remotes.first { $0.name == remote }?.pushURLs.first ?? remote
    let fitting = Forge.fitting(address) { repository.process($0, []).isInstalled }
    guard let forge = forge ?? fitting else {
      throw Failure(
        "nothing makes a pull request on \(address): install gh or glab, or name a way with --forge"
      )
    }
    self.forge = forge
    request = ReviewRequest(
      branch: String(commit.branch.dropFirst("refs/heads/".count)), base: branch,
      title: try repository.commit(commit.id).subject, body: body.text)
  }

  /// Pushes the commit to where the host takes it for a change to review.
  func pushForReview() throws -> PromotionPush {
    let (reference, options) = request.agit
    let result = try repository.pushForReview(
      commit.id, to: reference, on: remote, options: options)
    return result.isAccepted
      ? .accepted(urls: result.urls) : .refused(transcript: result.transcript)
  }
}
