import Git

/// Finds what fields were when both environments last agreed on them.
///
/// The source environment at the last promotion, as its commit's trailers name it; without one, the
/// newest commit in which both environments had the same.
struct BaseFinder {
  let repository: Repository
  let request: PromotionRequest
  let files: KustomizationFiles

  /// A field of one kustomization.
  struct Key: Hashable {
    /// Relative to the environments' directories.
    let directory: String
    let field: PromotedField
  }

  /// How far back the history is searched, in commits of the main line.
  private static let promotionLimit = 5_000
  private static let agreementLimit = 500

  /// The base of each of `keys`; those without an entry are unknown.
  func bases(
    of keys: Set<Key>, before head: ObjectID
  ) throws(PromotionError) -> (promotion: ObjectID?, values: [Key: BaseValue]) {
    if let commit = try lastPromotedCommit(before: head) {
      let snapshot = try git { () throws(GitError) in
        repository.snapshot(of: try repository.commit(commit))
      }
      let kustomizations = try files.kustomizations(of: request.source, in: snapshot)
      var values: [Key: BaseValue] = [:]
      for key in keys {
        // A kustomization that was not there yet says nothing.
        guard let fields = kustomizations[key.directory] else { continue }
        values[key] = .known(fields.values[key.field])
      }
      return (commit, values)
    }
    return (nil, try agreements(on: keys, before: head))
  }

  /// The source commit of the newest promotion between these environments in the history.
  private func lastPromotedCommit(before head: ObjectID) throws(PromotionError) -> ObjectID? {
    var walk = repository.firstParents(from: head)
    for _ in 0..<Self.promotionLimit {
      guard let commit = try git({ () throws(GitError) in try walk.nextCommit() }) else {
        return nil
      }
      // A promotion's branch may have been merged, with the promotion as the second parent.
      var candidates = [commit]
      for parent in commit.parents.dropFirst() {
        candidates.append(try git { () throws(GitError) in try repository.commit(parent) })
      }
      for candidate in candidates {
        if let source = sourceCommit(of: candidate),
          (try? repository.commit(source)) != nil
        {
          return source
        }
      }
    }
    return nil
  }

  private func sourceCommit(of commit: Commit) -> ObjectID? {
    guard commit.trailer(PromotionTrailer.from) == request.source.name,
      commit.trailer(PromotionTrailer.to) == request.target.name
    else { return nil }
    return commit.trailer(PromotionTrailer.sourceCommit).flatMap { ObjectID(hex: $0) }
  }

  private func agreements(
    on keys: Set<Key>, before head: ObjectID
  ) throws(PromotionError) -> [Key: BaseValue] {
    var values: [Key: BaseValue] = [:]
    var open = keys
    var walk = repository.firstParents(
      from: head, touching: [request.source.directory, request.target.directory])
    for _ in 0..<Self.agreementLimit where !open.isEmpty {
      guard let commit = try git({ () throws(GitError) in try walk.nextCommit() }) else { break }
      let snapshot = repository.snapshot(of: commit)
      guard let sources = try? files.kustomizations(of: request.source, in: snapshot),
        let targets = try? files.kustomizations(of: request.target, in: snapshot)
      else { continue }
      for key in open {
        guard let source = sources[key.directory], let target = targets[key.directory] else {
          continue
        }
        let value = source.values[key.field]
        guard Classification.areEqual(value, target.values[key.field]) else { continue }
        values[key] = .known(value)
        open.remove(key)
      }
    }
    return values
  }

  private func git<Result>(
    _ body: () throws(GitError) -> Result
  ) throws(PromotionError) -> Result {
    do { return try body() } catch { throw .git(error) }
  }
}
