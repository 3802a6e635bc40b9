extension Repository {
  /// The newest commit that both histories hold; nil when they share none.
  ///
  /// Walked here and not by libgit2, which fails at the edge of a shallow clone.
  package func mergeBase(of left: ObjectID, and right: ObjectID) throws(GitError) -> ObjectID? {
    var walk = CommonAncestors(self)
    return try walk.bases(left, right).first
  }

  /// Whether `ancestor` is `descendant` or in its history.
  package func isAncestor(
    _ ancestor: ObjectID, of descendant: ObjectID
  ) throws(GitError) -> Bool {
    var walk = CommonAncestors(self)
    return try walk.bases(ancestor, descendant) == [ancestor]
  }

  /// The commits that `tip` has in its history, itself included, and `base` has not; newest first.
  package func commits(
    after base: ObjectID, upTo tip: ObjectID
  ) throws(GitError) -> [Commit] {
    var walk = CommonAncestors(self)
    return try walk.commits(only: tip, not: base)
  }

  /// Follows first parents from a commit back.
  ///
  /// - Parameter paths: When not empty, only commits that changed something at one of these paths.
  package func firstParents(from commit: ObjectID, touching paths: [String] = []) -> FirstParents {
    FirstParents(repository: self, next: commit, paths: paths)
  }
}

/// A walk along first parents, newest first, read as it goes.
package struct FirstParents {
  fileprivate let repository: Repository
  fileprivate var next: ObjectID?
  fileprivate let paths: [String]

  /// The next commit, or nil at the end.
  package mutating func nextCommit() throws(GitError) -> Commit? {
    while let id = next {
      let commit = try repository.commit(id)
      next = commit.parents.first
      if try touches(commit) { return commit }
    }
    return nil
  }

  private func touches(_ commit: Commit) throws(GitError) -> Bool {
    guard !paths.isEmpty else { return true }
    let after = repository.snapshot(of: commit)
    let before = try commit.parents.first.map { parent throws(GitError) in
      repository.snapshot(of: try repository.commit(parent))
    }
    for path in paths {
      let entry = try after.entry(at: path)
      if try before?.entry(at: path) != entry { return true }
    }
    return false
  }
}

/// git's own search for merge bases: both histories are painted, newest commit first, until all
/// that is left lies behind a common commit (commit-reach.c, paint_down_to_common).
private struct CommonAncestors {
  private struct Colors: OptionSet {
    let rawValue: UInt8
    static let left = Colors(rawValue: 1)
    static let right = Colors(rawValue: 2)
    static let stale = Colors(rawValue: 4)
    static let both: Colors = [.left, .right]
  }

  private let repository: Repository
  private var colors: [ObjectID: Colors] = [:]
  /// Oldest first, so that the newest is taken from the end.
  private var queue: [Commit] = []

  init(_ repository: Repository) { self.repository = repository }

  mutating func bases(_ left: ObjectID, _ right: ObjectID) throws(GitError) -> [ObjectID] {
    if left == right { return [left] }
    try paint(left, .left)
    try paint(right, .right)
    var common: [Commit] = []
    while queue.contains(where: { !isStale($0.id) }), let commit = queue.popLast() {
      var color = colors[commit.id] ?? []
      if color.isSuperset(of: .both), !color.contains(.stale) {
        if !common.contains(where: { $0.id == commit.id }) { common.append(commit) }
        color.insert(.stale)
      }
      for parent in commit.parents { try paint(parent, color) }
    }
    let bases = common.filter { !isStale($0.id) }.map(\.id)
    return try bases.count > 1 ? independent(bases) : bases
  }

  /// The commits of one history that the other has not, newest first.
  mutating func commits(only right: ObjectID, not left: ObjectID) throws(GitError) -> [Commit] {
    try paint(left, .left)
    try paint(right, .right)
    var seen: [Commit] = []
    while queue.contains(where: { !isStale($0.id) }), let commit = queue.popLast() {
      var color = colors[commit.id] ?? []
      if color.isSuperset(of: .both) { color.insert(.stale) }
      if color == .right, !seen.contains(where: { $0.id == commit.id }) { seen.append(commit) }
      for parent in commit.parents { try paint(parent, color) }
    }
    // A skewed clock may show only later that the other history has one too.
    return seen.filter { colors[$0.id] == .right }
  }

  private func isStale(_ id: ObjectID) -> Bool { colors[id]?.contains(.stale) ?? false }

  private mutating func paint(_ id: ObjectID, _ added: Colors) throws(GitError) {
    let before = colors[id] ?? []
    guard !before.isSuperset(of: added) else { return }
    colors[id] = before.union(added)
    let commit = try repository.commit(id)
    let time = commit.committer.time.seconds
    let index = queue.lastIndex { $0.committer.time.seconds <= time }.map { $0 + 1 } ?? 0
    queue.insert(commit, at: index)
  }

  /// Without those that another one reaches, which skewed clocks let through.
  private func independent(_ bases: [ObjectID]) throws(GitError) -> [ObjectID] {
    var result: [ObjectID] = []
    for base in bases {
      var isReached = false
      for other in bases where other != base && !isReached {
        isReached = try repository.isAncestor(base, of: other)
      }
      if !isReached { result.append(base) }
    }
    return result
  }
}
