internal import Crypto
package import Git
import Values

/// The branches that promotions between two environments, or rollbacks of one, are put on.
///
/// A name is made from the change and from the commit that it is made upon, so that a branch that was
/// merged, or that stands on an older state, is never taken for the promotion of today.
package struct PromotionBranches: Hashable, Sendable {
  /// The name of the environment that changes come from; nil for rollbacks.
  package let source: String?
  /// The name of the one that changes.
  package let target: String
  /// The wave of it that changes; nil for all of it.
  package let wave: Int?

  package init(from source: String, to target: String, wave: Int? = nil) {
    self.source = source
    self.target = target
    self.wave = wave
  }

  package init(rollingBack target: String, wave: Int? = nil) {
    source = nil
    self.target = target
    self.wave = wave
  }

  /// What stands before the names of all of them.
  package var prefix: String {
    let target = wave.map { "\(self.target)-wave-\($0)" } ?? self.target
    return source.map { "refs/heads/promote/\($0)-to-\(target)" } ?? "refs/heads/rollback/\(target)"
  }

  /// Whether git allows such names; the names of environments are part of them.
  package var areValid: Bool { Repository.isValid(reference: "\(prefix)/000000000000") }

  /// The full name of the branch for a change, told by its digest, upon a commit.
  package func name(of digest: String, upon commit: ObjectID) -> String {
    let name = SHA256.hash(data: Array("\(digest)\n\(commit.hex)\n".utf8)).hexadecimal
    return "\(prefix)/\(name.prefix(12))"
  }

  /// Whether a branch holds what was put there when it was made, and nothing since.
  package func made(_ branch: String, at commit: Commit) -> Bool {
    let key = source == nil ? PromotionTrailer.rollback : PromotionTrailer.to
    guard commit.parents.count == 1, commit.trailer(PromotionTrailer.from) == source,
      commit.trailer(key) == target,
      commit.trailer(PromotionTrailer.wave) == wave.map(String.init),
      let digest = commit.trailer(PromotionTrailer.plan)
    else { return false }
    return name(of: digest, upon: commit.parents[0]) == branch
  }
}
