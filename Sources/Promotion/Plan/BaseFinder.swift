import Diagnostics
import Environments
import Git
import Kustomize
import YAML

/// Finds what fields were when both environments last agreed on them.
///
/// That is the source at the last promotion, as its commit's trailers name it; without one, what both
/// had in the newest commit in which they had the same, or what the source had when it last had what
/// the target has now.
struct BaseFinder {
  let repository: Repository
  let request: PromotionRequest
  let merges: [PairedMerge]

  /// A difference by the number of its merge and its own.
  struct Key: Hashable {
    let merge: Int
    let difference: Int
  }

  /// What was found of all differences.
  struct Bases {
    /// The source commit of the newest promotion.
    var promotion: ObjectID?
    var values: [Key: BaseValue] = [:]
  }

  /// How far back the history is searched, in commits of the main line.
  static let commitLimit = 3_000

  /// The bases of some differences; those without an entry are unknown.
  func bases(of wanted: some Sequence<Key>, before head: ObjectID) throws(PromotionError) -> Bases {
    var bases = Bases()
    var open: [Int: Set<Int>] = [:]
    for key in wanted { open[key.merge, default: []].insert(key.difference) }
    var states: [Int: State] = [:]
    let numbers = FileNumbers(of: open.keys.sorted(), merges)
    var newer: TreeSnapshot?
    var cache = StateCache(
      repository.snapshot(of: try git { () throws(GitError) in try repository.commit(head) }))
    var walk = repository.firstParents(from: head)
    for _ in 0..<Self.commitLimit where bases.promotion == nil || !open.isEmpty {
      guard let commit = try git({ () throws(GitError) in try walk.nextCommit() }) else { break }
      let promotion = try promotion(in: commit)
      if bases.promotion == nil { bases.promotion = promotion?.source.id }
      guard !open.isEmpty else { continue }
      let snapshot = repository.snapshot(of: commit)
      let changed = try git { () throws(GitError) in
        try numbers.changed(from: newer, to: snapshot)
      }
      newer = snapshot
      let touched = promotion == nil ? changed : nil
      for index in (touched ?? Array(open.keys)).sorted() where open[index] != nil {
        let pair = merges[index]
        let state = try git { () throws(GitError) in
          State(
            source: try snapshot.entry(at: pair.sourceFile),
            target: try snapshot.entry(at: pair.file))
        }
        let isNew = states[index] != state
        states[index] = state
        if let promotion { try note(promotion, pair, index, state, &open, &bases, &cache) }
        // Where neither file is there, both agree on that once the environments are.
        var isKnown = state.isSomething
        if isNew, !isKnown {
          isKnown = try git { () throws(GitError) in try numbers.areThere(in: snapshot) }
        }
        if isNew, isKnown { try note(state, pair, index, &open, &bases, &cache) }
        if open[index]?.isEmpty == true { open[index] = nil }
      }
    }
    return bases
  }

  /// The versions of both files in one commit.
  private struct State: Hashable {
    var source: TreeEntry?
    var target: TreeEntry?

    var isSomething: Bool { source != nil || target != nil }
  }

  // MARK: Evidence

  /// What the newest promotion says of a file's differences.
  private func note(
    _ promotion: Promotion, _ pair: PairedMerge, _ index: Int, _ state: State,
    _ open: inout [Int: Set<Int>], _ bases: inout Bases, _ cache: inout StateCache
  ) throws(PromotionError) {
    let entry = try git { () throws(GitError) in
      try repository.snapshot(of: promotion.source).entry(at: pair.sourceFile)
    }
    let earlier = try git { () throws(GitError) in
      try promotion.before.flatMap { before throws(GitError) in
        try repository.snapshot(of: repository.commit(before)).entry(at: pair.file)
      }
    }
    // A file that was not there says nothing.
    guard let file = try cache.file(entry, pair, .source) else { return }
    for number in open[index] ?? [] {
      let key = Key(merge: index, difference: number)
      let difference = pair.merge.differences[number]
      guard bases.values[key] == nil,
        promotion.clusters.hold(pair.clusters),
        promotion.choice.takes(difference, of: pair),
        promotion.leftOut.isEmpty
          || !promotion.leftOut.contains(
            PromotionTrailer.name(of: difference.field, in: pair.file))
      else { continue }
      let value = file.value(of: difference, on: .source)
      let then = try cache.file(state.target, pair, .target)?.value(of: difference, on: .target)
      let isOwn = then.isSame(as: difference.target)
      let first = try cache.file(earlier, pair, .target)?.value(of: difference, on: .target)
      if !isOwn, first.isSame(as: difference.target), earlier != nil || difference.target == nil {
        // What the promotion brought was taken back, and may come again.
        settle(.known(difference.target, since: .earlier), key, difference, pair, &open, &bases)
        continue
      }
      settle(
        .known(value, since: isOwn ? .promotion : .both), key, difference, pair, &open, &bases)
    }
  }

  /// What the state of both files in one commit says of their differences.
  private func note(
    _ state: State, _ pair: PairedMerge, _ index: Int, _ open: inout [Int: Set<Int>],
    _ bases: inout Bases, _ cache: inout StateCache
  ) throws(PromotionError) {
    let source = try cache.file(state.source, pair, .source)
    let target = try cache.file(state.target, pair, .target)
    for number in open[index] ?? [] {
      let key = Key(merge: index, difference: number)
      let difference = pair.merge.differences[number]
      // Before a file was there, nothing inside it was agreed on.
      let isWhole = difference.field.document == .file
      guard isWhole || source != nil else { continue }
      let old = source.flatMap { $0.value(of: difference, on: .source) }
      if pair.merge.areEqual(old, difference.target) {
        let isOlder = bases.values[key] != nil
        settle(
          .known(old, since: isOlder ? .earlier : .both), key, difference, pair, &open, &bases)
        continue
      }
      guard bases.values[key] == nil, isWhole || target != nil else { continue }
      let own = target.flatMap { $0.value(of: difference, on: .target) }
      if pair.merge.areEqual(old, own) {
        settle(.known(old, since: .both), key, difference, pair, &open, &bases)
      }
    }
  }

  /// Takes a base, and looks no further where it leaves nothing to be said.
  ///
  /// Where the target has a value of its own, an older state of the source may still have it.
  private func settle(
    _ base: BaseValue, _ key: Key, _ difference: Difference, _ pair: PairedMerge,
    _ open: inout [Int: Set<Int>], _ bases: inout Bases
  ) {
    bases.values[key] = base
    let isOpen =
      switch pair.merge.classify(difference, base: base).classification {
      case .hotfix, .conflict: difference.target != nil
      case .pending, .environmentSpecific, .undecided, .unexamined: false
      }
    if !isOpen { open[key.merge]?.remove(key.difference) }
  }

  // MARK: Promotions

  /// A promotion of the history.
  private struct Promotion {
    /// The commit whose source environment was promoted.
    var source: Commit
    /// What it was asked to take; of all else it says nothing.
    var choice: FieldChoice
    /// The state of the target's line before it; nil where nothing was.
    var before: ObjectID?
    /// The fields that were held and not taken, as the trailers name them.
    var leftOut: Set<String>
    /// The clusters of the target that it was about.
    var clusters: ReachedClusters
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
        let source = try? repository.commit(id),
        let choice = FieldChoice(trailers: trailers)
      else { continue }
      let clusters = ReachedClusters(trailers)
      guard clusters.meet(request.target.clusters) else { continue }
      let leftOut = trailers.filter { $0.key == PromotionTrailer.leftOut }.map(\.value)
      return Promotion(
        source: source, choice: choice, before: commit.parents.first, leftOut: Set(leftOut),
        clusters: clusters)
    }
    return nil
  }

  private func git<Result>(
    _ body: () throws(GitError) -> Result
  ) throws(PromotionError) -> Result {
    do { return try body() } catch { throw .git(error) }
  }
}

/// Tells which pairs of files one commit after the other has otherwise, however many pairs there are.
private struct FileNumbers {
  private var numbers: [String: [Int]] = [:]
  /// The directories that hold all files of the source, and all of the target.
  private let homes: [String]
  /// Those that hold the files that are looked at.
  private let looked: [String]

  init(of meant: [Int], _ merges: [PairedMerge]) {
    for index in meant {
      for path in Set([merges[index].file, merges[index].sourceFile]) {
        numbers[path, default: []].append(index)
      }
    }
    let sides = [\PairedMerge.sourceFile, \.file]
    homes = sides.map { side in Self.commonDirectory(merges.map { $0[keyPath: side] }) }
    looked = sides.map { side in Self.commonDirectory(meant.map { merges[$0][keyPath: side] }) }
  }

  /// The numbers of the pairs of which a file differs; nil where each must be looked at.
  func changed(
    from newer: TreeSnapshot?, to snapshot: TreeSnapshot
  ) throws(GitError) -> [Int]? {
    guard let newer else { return nil }
    var isSame = true
    for home in looked where isSame {
      isSame = try newer.entry(at: home)?.id == snapshot.entry(at: home)?.id
    }
    if isSame { return [] }
    // A few are looked up sooner than trees are compared.
    guard numbers.count > 40 else { return nil }
    let paths = try snapshot.changes(to: newer).map(\.path)
    return Array(Set(paths.flatMap { numbers[$0] ?? [] }))
  }

  /// Whether a commit has the directories of both environments.
  func areThere(in snapshot: TreeSnapshot) throws(GitError) -> Bool {
    for home in homes where try snapshot.entry(at: home) == nil { return false }
    return true
  }

  private static func commonDirectory(_ paths: [String]) -> String {
    guard var common = paths.first.map(TreePath.parent) else { return "" }
    for path in paths {
      while !TreePath.isInside(path, common) { common = TreePath.parent(of: common) }
    }
    return common
  }
}
