import Environments
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
    var values: [Key: BaseValue] = [:]
    var open = keys
    var newest: ObjectID?
    var walk = repository.firstParents(from: head)
    for _ in 0..<Self.promotionLimit where newest == nil || !open.isEmpty {
      guard let commit = try git({ () throws(GitError) in try walk.nextCommit() }) else { break }
      guard let promotion = try promotion(in: commit) else { continue }
      newest = newest ?? promotion.source.id
      let kustomizations = try files.kustomizations(
        of: request.source, in: repository.snapshot(of: promotion.source))
      for key in open {
        // A field that was left out then, or a kustomization that was not there, says nothing.
        guard let fields = kustomizations[key.directory],
          !promotion.leftOut.contains(PromotionTrailer.name(of: key.field, in: key.directory))
        else { continue }
        values[key] = .known(fields.values[key.field])
        open.remove(key)
      }
    }
    if !open.isEmpty { values.merge(try agreements(on: open, before: head)) { $1 } }
    return (newest, values)
  }

  /// A promotion of the history.
  private struct Promotion {
    /// The commit whose source environment was promoted.
    var source: Commit
    /// The fields that were pending and not taken, as the trailers name them.
    var leftOut: Set<String>
  }

  /// The promotion between these environments that a commit is or merges.
  private func promotion(in commit: Commit) throws(PromotionError) -> Promotion? {
    var candidates = [commit]
    for parent in commit.parents.dropFirst() {
      candidates.append(try git { () throws(GitError) in try repository.commit(parent) })
    }
    for candidate in candidates {
      let trailers = candidate.trailers
      func last(_ key: String) -> String? { trailers.last { $0.key == key }?.value }
      guard last(PromotionTrailer.from) == request.source.name,
        last(PromotionTrailer.to) == request.target.name,
        let id = last(PromotionTrailer.sourceCommit).flatMap({ ObjectID(hex: $0) }),
        // A shallow clone may not have it.
        let source = try? repository.commit(id)
      else { continue }
      let leftOut = trailers.filter { $0.key == PromotionTrailer.leftOut }.map(\.value)
      return Promotion(source: source, leftOut: Set(leftOut))
    }
    return nil
  }

  private func agreements(
    on keys: Set<Key>, before head: ObjectID
  ) throws(PromotionError) -> [Key: BaseValue] {
    var values: [Key: BaseValue] = [:]
    var open = keys
    var walk = repository.firstParents(
      from: head, touching: (request.source.targets + request.target.targets).map(\.directory.path))
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
