import Diagnostics
package import Environments
package import Git
import Kustomize
import YAML

/// The changes of one environment, told from Git alone: by the trailers of promotions, and by the files
/// that the environment has to itself.
package struct EnvironmentHistory {
  private let repository: Repository
  private let environment: Environment
  private let others: [Environment]

  private static let fileLimit = 64 << 20

  /// - Parameter others: every other environment, which may share files with this one.
  package init(
    of environment: Environment, others: [Environment], in repository: Repository
  ) {
    self.repository = repository
    self.environment = environment
    self.others = others
  }

  /// The entries of a line of first parents, newest first.
  ///
  /// - Parameters:
  ///   - commit: where the line begins.
  ///   - take: is given each entry, and says whether more are wanted.
  /// - Throws: ``PromotionError``, or what `take` throws.
  package func entries(
    before commit: ObjectID, _ take: (HistoryEntry) throws -> Bool
  ) throws {
    let tip = repository.snapshot(of: try repository.commit(commit))
    let loader = Loader(try GitTree(tip.source, at: repository.location))
    let homes = try EnvironmentFiles(of: environment, others: others, in: tip, loader: loader).homes
    let held = try HoldSearch(repository: repository, environment: environment)
      .holds(before: commit)
    let sets = ApplicationSetParts(of: environment)
    var walk = repository.firstParents(from: commit, touching: homes + sets.files)
    while let commit = try walk.nextCommit() {
      guard let parent = commit.parents.first else { return }
      var entry = try entry(of: commit)
      entry.holds.removeAll { !held.contains($0) }
      entry.fields = try fields(from: repository.commit(parent), to: commit, below: homes, sets)
      guard try take(entry) else { return }
    }
  }

  /// What a commit, or what it merges, says of itself.
  private func entry(of commit: Commit) throws(GitError) -> HistoryEntry {
    var candidates = [commit]
    for parent in commit.parents.dropFirst() { candidates.append(try repository.commit(parent)) }
    var entry = HistoryEntry(kind: .change, commit: commit, fields: [])
    for candidate in candidates {
      entry.commit = candidate
      entry.wave = candidate.trailer(PromotionTrailer.wave).flatMap { Int($0) }
      entry.merge = candidate.id == commit.id ? nil : commit.id
      if candidate.trailer(PromotionTrailer.to) == environment.name,
        let source = candidate.trailer(PromotionTrailer.from)
      {
        let isForward =
          source == environment.name || environment.source.map { $0 == source } ?? true
        entry.kind = isForward ? .promotion : .backport
        entry.source = source
        entry.sourceCommit = candidate.trailer(PromotionTrailer.sourceCommit)
          .flatMap { ObjectID(hex: $0) }
        entry.reason = candidate.trailer(PromotionTrailer.override)
        entry.releaseReason = candidate.trailer(PromotionTrailer.releaseReason)
        return entry
      }
      if candidate.trailer(PromotionTrailer.rollback) == environment.name {
        entry.kind = .rollback
        entry.reason = candidate.trailer(PromotionTrailer.reason)
        entry.undone = candidate.trailers.filter { $0.key == PromotionTrailer.undoes }
          .compactMap { ObjectID(hex: $0.value) }
        entry.holds = candidate.holds
        return entry
      }
      if let reason = candidate.trailer("Sluice-Hotfix") {
        (entry.kind, entry.reason) = (.hotfix, reason)
        return entry
      }
      if candidate.subject.hasPrefix("Revert \"") {
        entry.kind = .revert
        return entry
      }
    }
    return HistoryEntry(kind: .change, commit: commit, fields: [])
  }

  // MARK: Fields

  private func fields(
    from old: Commit, to new: Commit, below homes: [String], _ sets: ApplicationSetParts
  ) throws(GitError) -> [PlannedField] {
    let (before, after) = (repository.snapshot(of: old), repository.snapshot(of: new))
    var fields: [PlannedField] = []
    for change in try before.changes(to: after) {
      let isOwn = homes.contains { TreePath.isInside(change.path, $0) }
      guard isOwn || sets.files.contains(change.path) else { continue }
      let (source, target) = (
        try file(change.after, in: after), try file(change.before, in: before)
      )
      var reading = FileReading()
      if !isOwn {
        guard let source, let target else { continue }
        reading.parts = sets.parts(from: target, to: source)
        if reading.parts.isEmpty { continue }
      }
      let merge = FileMerge(
        source: source, target: target, words: EnvironmentWords([]), reading: reading)
      let pair = PairedMerge(
        file: change.path, sourceFile: change.path, apps: apps(of: change.path), merge: merge)
      fields += merge.differences.map { PlannedField($0, in: pair) }
    }
    return fields
  }

  private func file(
    _ entry: TreeEntry?, in snapshot: TreeSnapshot
  ) throws(GitError) -> SourceFile? {
    guard let entry, entry.mode.isFile else { return nil }
    return SourceFile(path: entry.path, bytes: try snapshot.read(entry, limit: Self.fileLimit))
  }

  /// The apps whose target directories a path is in; none where an environment is a single target.
  private func apps(of path: String) -> [String] {
    environment.targets.filter { TreePath.isInside(path, $0.directory.path) }.map(\.app)
      .filter { !$0.isEmpty }
  }
}
