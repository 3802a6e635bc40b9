import Environments
import Git

/// The promotions to an environment that the history of a line of first parents records, but for those
/// that were taken back since.
struct PromotionRecords {
  /// A promotion with the commit of the line that brought it.
  struct Record {
    /// What the promotion's trailers stand in.
    let promotion: Commit
    /// The same, or what merged it.
    let line: Commit
    /// The paths that the promotion itself changes; nil for all that the line's commit does.
    let paths: Set<String>?
  }

  private let repository: Repository
  private let environment: Environment
  private let apps: [String]
  private var walk: FirstParents
  private var count = 0
  /// The clusters for which promotions were taken back since, by the promotions' ids.
  private var undone: [String: [ReachedClusters]] = [:]
  /// The commits of the line that are looked at; nil for all.
  private let span: Set<ObjectID>?
  private let end: ObjectID?

  /// - Parameters:
  ///   - apps: those that are asked for; none for all.
  ///   - end: where the line ends, which is no more part of it.
  init(
    of environment: Environment, apps: [String], before head: ObjectID, after end: ObjectID?,
    in repository: Repository
  ) throws(GitError) {
    self.repository = repository
    self.environment = environment
    self.apps = apps
    self.end = end
    walk = repository.firstParents(from: head)
    guard let end else {
      span = nil
      return
    }
    span = Set(try repository.commits(after: end, upTo: head).map(\.id))
  }

  /// The next older one; nil at the end.
  mutating func next() throws(GitError) -> Record? {
    while count < BaseFinder.commitLimit, let commit = try walk.nextCommit() {
      count += 1
      if let span, !span.contains(commit.id) { return nil }
      let others = commit.parents.dropFirst()
      if let end, others.contains(end) { return nil }
      var candidates = [commit]
      for parent in others { candidates.append(try repository.commit(parent)) }
      for candidate in candidates {
        noteRollback(candidate)
        guard candidate.trailer(PromotionTrailer.to) == environment.name,
          candidate.trailer(PromotionTrailer.plan) != nil, !isUndone(candidate)
        else { continue }
        return Record(promotion: candidate, line: commit, paths: try own(candidate, in: commit))
      }
    }
    return nil
  }

  /// Of a rollback of some apps alone nothing is said of the rest.
  private mutating func noteRollback(_ commit: Commit) {
    let trailers = commit.trailers
    func values(_ key: String) -> [String] { trailers.filter { $0.key == key }.map(\.value) }
    guard values(PromotionTrailer.rollback).last == environment.name else { return }
    let taken = values(PromotionTrailer.app)
    guard taken.isEmpty || !apps.isEmpty && Set(apps).isSubset(of: taken) else { return }
    for id in values(PromotionTrailer.undoes) {
      undone[id, default: []].append(ReachedClusters(trailers))
    }
  }

  /// Whether nothing of a promotion is left to take back, or it was about other clusters.
  private func isUndone(_ promotion: Commit) -> Bool {
    let (own, wanted) = (ReachedClusters(promotion.trailers), environment.clusters)
    return !own.meet(wanted)
      || undone[promotion.id.hex]?.contains { $0.hold(own, of: wanted) } ?? false
  }

  private func own(_ promotion: Commit, in line: Commit) throws(GitError) -> Set<String>? {
    guard promotion.id != line.id, let parent = promotion.parents.first else { return nil }
    let before = try repository.snapshot(of: repository.commit(parent))
    return Set(try before.changes(to: repository.snapshot(of: promotion)).map(\.path))
  }
}
