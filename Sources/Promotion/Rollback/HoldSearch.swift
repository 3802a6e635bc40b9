import Environments
import Git

/// Finds the holds that rollbacks of an environment left in its history and that nobody released.
///
/// A promotion releases the holds of what it moves, where it says why; the revert of a rollback releases
/// all of its own.
struct HoldSearch {
  let repository: Repository
  /// The environment that was rolled back, or the wave of it that is looked at.
  let environment: Environment

  /// The holds of a line of first parents and of what it merges, newest first.
  func holds(before head: ObjectID) throws(GitError) -> [Hold] {
    var holds: [Hold] = []
    var released: Set<Hold.Subject> = []
    var reverted: Set<String> = []
    var walk = repository.firstParents(from: head)
    for _ in 0..<BaseFinder.commitLimit {
      guard let commit = try walk.nextCommit() else { break }
      var candidates = [commit]
      for parent in commit.parents.dropFirst() { candidates.append(try repository.commit(parent)) }
      for candidate in candidates where Self.mayMatter(candidate) {
        guard reverted.isDisjoint(with: [commit.id.hex, candidate.id.hex]) else { continue }
        reverted.formUnion(candidate.reverted)
        let clusters = ReachedClusters(candidate.trailers)
        if candidate.trailer(PromotionTrailer.to) == environment.name {
          // An app that is released for one wave is held for the next one.
          let isWhole = clusters.hold(environment.clusters)
          released.formUnion(candidate.released.filter { isWhole || !$0.isApp })
        }
        guard candidate.trailer(PromotionTrailer.rollback) == environment.name,
          clusters.meet(environment.clusters)
        else { continue }
        holds += candidate.holds.filter { hold in
          !released.contains(hold.subject) && !holds.contains { $0.subject == hold.subject }
        }
      }
    }
    return holds
  }

  /// Whether a message may say something of holds, told without taking it apart.
  private static func mayMatter(_ commit: Commit) -> Bool {
    [
      PromotionTrailer.rollback, PromotionTrailer.released, PromotionTrailer.releasedApp,
      Commit.revertMark,
    ].contains { commit.message.contains($0) }
  }
}

extension Commit {
  /// What git writes before the id of a commit that it takes back.
  fileprivate static let revertMark = "This reverts commit "

  /// The full ids of the commits that the message says to be taken back.
  fileprivate var reverted: [String] {
    message.split(separator: "\n").compactMap { line in
      line.hasPrefix(Self.revertMark)
        ? String(line.dropFirst(Self.revertMark.count).prefix { $0.isHexDigit }) : nil
    }
  }

  /// The holds that a rollback says to leave.
  package var holds: [Hold] {
    let trailers = trailers
    let reason = trailers.last { $0.key == PromotionTrailer.reason }?.value
    let clusters = trailers.filter { $0.key == PromotionTrailer.cluster }.map(\.value)
    return trailers.compactMap { trailer in
      let subject: Hold.Subject
      switch trailer.key {
      case PromotionTrailer.hold: subject = .field(trailer.value)
      case PromotionTrailer.heldApp: subject = .app(trailer.value)
      default: return nil
      }
      return Hold(
        subject: subject, clusters: clusters, commit: id, author: author.name, reason: reason)
    }
  }

  /// What a promotion says to be held no more.
  fileprivate var released: [Hold.Subject] {
    trailers.compactMap { trailer in
      switch trailer.key {
      case PromotionTrailer.released: .field(trailer.value)
      case PromotionTrailer.releasedApp: .app(trailer.value)
      default: nil
      }
    }
  }
}
