import Environments
import Git
import Values

/// Finds what has not been in the source for as long as it must.
///
/// A value is as old as the commit of the first-parent history since which the source has it without a
/// break: what went and came again is new. The time is the committer's, which for a merge is when it was
/// merged.
struct SoakSearch {
  let repository: Repository
  /// The commit whose source is promoted.
  let commit: Commit
  let soak: Duration
  /// When it is promoted.
  let moment: Timestamp

  /// Those of some fields that are not ripe, by their numbers.
  func unripe(
    _ fields: [PlannedField], _ numbers: [Int], in merges: [PairedMerge]
  ) throws(PromotionError) -> [Int: Soaking] {
    var unripe: [Int: Soaking] = [:]
    var values = SourceValues(of: fields, in: merges, reading: repository.snapshot(of: commit))
    var open = numbers
    var newer = commit
    var walk = repository.firstParents(from: commit.id)
    while !open.isEmpty {
      let commit: Commit?
      do { commit = try walk.nextCommit() } catch { throw .git(error) }
      var left: [Int] = []
      for number in open {
        if let commit, try values.hold(number, in: repository.snapshot(of: commit)) {
          left.append(number)
        } else if moment < ripe(newer) {
          unripe[number] = Soaking(since: newer.id, ripe: ripe(newer))
        }
      }
      open = left
      guard let commit, moment < ripe(commit) else { return unripe }
      newer = commit
    }
    return unripe
  }

  /// When what a commit brings is ripe; the end of the calendar where its clock is further ahead.
  private func ripe(_ commit: Commit) -> Timestamp {
    let start = Timestamp(seconds: commit.committer.time.seconds)
    return min(start.adding(soak) ?? Self.end, Self.end)
  }

  /// The last second of the year 9999.
  private static let end = Timestamp(seconds: 253_402_300_799)
}
