import Comparison
import Diagnostics
import Environments
import Git
import Kustomize
import YAML

/// Makes the plan of a promotion from the repository alone.
struct Planner {
  let repository: Repository
  let request: PromotionRequest
  let states: PromotionStates
  /// Marks the fields whose values are shown nowhere, as two commits have them.
  let hide: ([PlannedField], ObjectID, ObjectID) throws(PromotionError) -> [PlannedField]

  private static let limit = 64 << 20

  func plan() throws(PromotionError) -> PromotionPlan {
    let (source, target) = try commits()
    let trees = try Trees(source, target, in: repository, states, request)
    let words = EnvironmentWords(
      from: request.source, trees.sources, to: request.target, trees.targets)
    let (merges, rewritten) = try merges(trees, words)
    var (fields, lastPromotion) = try fields(merges, before: target)
    try PatternAudit(request: request).requireMatches(
      fields,
      own: { () throws(PromotionError) in
        var files = try audited(trees.sources, trees.source)
        files += try audited(trees.targets, trees.target)
        for pair in trees.declared.pairs {
          guard let file = try read(pair.target, in: trees.target) else { continue }
          files.append(
            PatternAudit.File(
              file: file, apps: pair.apps,
              reading: pair.reading(from: request.source, to: request.target)))
        }
        return files
      },
      others: { () throws(PromotionError) in
        var files: [PatternAudit.File] = []
        for other in try trees.others(request) { files += try audited(other, trees.target) }
        return files
      })
    let decisions = Decisions(request: request)
    let references = FileReferences(
      fields, where: trees.targets.isListed, moving: decisions.mayMove)
    fields = try held(decisions.decide(fields), before: target.id)
    fields = try soaked(fields, from: source, merges, references)
    fields = try hide(references.settle(fields), source.id, target.id)
    var plan = PromotionPlan(
      source: request.source, target: request.target, sourceCommit: source.id,
      targetCommit: target.id, lastPromotion: lastPromotion, fields: fields, choice: request.choice,
      warnings: decisions.warnings(fields) + (try leftBehind(fields, trees))
        + trees.declared.warnings(request) + (try parted(trees, words))
        + (trees.sources.links + trees.targets.links).map(Self.sentence)
        + (fields.contains(where: \.isPromoted) ? request.target.pins : []), merges: merges,
      rewritten: rewritten)
    plan.releaseReason = request.releaseReason
    plan.message = request.message
    return plan
  }

  /// The fields, of which those stay that rollbacks hold.
  private func held(
    _ fields: [PlannedField], before head: ObjectID
  ) throws(PromotionError) -> [PlannedField] {
    guard fields.contains(where: \.isPromoted) else { return fields }
    do throws(GitError) {
      let search = HoldSearch(repository: repository, environment: request.target)
      let holds = try search.holds(before: head)
      return HeldFields(holds: holds, isReleased: request.releaseReason != nil).settle(fields)
    } catch { throw .git(error) }
  }

  /// The fields, of which those stay that are not ripe.
  private func soaked(
    _ fields: [PlannedField], from source: Commit, _ merges: [PairedMerge],
    _ references: FileReferences
  ) throws(PromotionError) -> [PlannedField] {
    guard let soak = request.soak, let moment = request.moment else { return fields }
    let search = SoakSearch(repository: repository, commit: source, soak: soak, moment: moment)
    return try SoakedFields(references: references, isOverridden: request.override != nil) {
      (fields, numbers) throws(PromotionError) in
      try search.unripe(fields, numbers, in: merges)
    }.settle(fields)
  }

  private func commits() throws(PromotionError) -> (source: Commit, target: Commit) {
    do {
      let source = try repository.commit(repository.resolve(request.sourceRevision))
      return (source, try repository.commit(repository.resolve(request.targetRevision)))
    } catch {
      throw .git(error)
    }
  }

  // MARK: Fields

  /// What differs, held against its history as far as it was asked for, and the newest promotion's
  /// source.
  private func fields(
    _ merges: [PairedMerge], before target: Commit
  ) throws(PromotionError) -> ([PlannedField], lastPromotion: ObjectID?) {
    var keys: [BaseFinder.Key] = []
    var fields: [PlannedField] = []
    for (index, pair) in merges.enumerated() {
      for (number, difference) in pair.merge.differences.enumerated() {
        keys.append(BaseFinder.Key(merge: index, difference: number))
        fields.append(PlannedField(difference, in: pair))
      }
    }
    let choice = request.choice
    let chosen = fields.indices.filter { choice.takes(fields[$0]) }
    let wanted = Set(chosen + CoupledVersions(fields).candidates(beside: choice.takes))
    let bases = try BaseFinder(repository: repository, request: request, merges: merges)
      .bases(of: wanted.map { keys[$0] }, before: target.id)
    for index in wanted {
      fields[index].compare(bases.values[keys[index]] ?? .unknown, merges[keys[index].merge])
    }
    return (fields, bases.promotion)
  }

  // MARK: Files

  /// The pairs of files that differ, merged.
  private func merges(
    _ trees: Trees, _ words: EnvironmentWords
  ) throws(PromotionError) -> (merges: [PairedMerge], rewritten: [Location]) {
    try require(trees.sources, of: request.source)
    try require(trees.targets, of: request.target)
    let reading = FileReading(rewritings: request.declared.compactMap(\.rewriting))
    var (merges, rewritten): ([PairedMerge], [Location]) = ([], [])
    for pair in FilePairing(trees.sources, trees.targets, words: words).pairs
    where try !isForeign(pair, trees) {
      let found = try self.merges(of: pair, trees, reading)
      rewritten += found.flatMap(\.merge.rewrittenPlaces)
      merges += found.filter { !$0.merge.differences.isEmpty }
    }
    merges += try declaredMerges(trees, words)
    merges += try generatedMerges(trees, words, besides: merges)
    return (merges, rewritten)
  }

  /// Sentences about what both environments have alike, and names a commit that the target moves from.
  private func leftBehind(
    _ fields: [PlannedField], _ trees: Trees
  ) throws(PromotionError) -> [String] {
    let left = LeftBehind(fields)
    guard !left.isEmpty else { return [] }
    var warnings: [String] = []
    for entry in trees.targets.entries where left.concerns(entry.home.apps) {
      guard let file = try read(entry.entry, in: trees.target) else { continue }
      warnings += left.warnings(in: file, of: entry.home.apps)
    }
    return Array(warnings.prefix(20))
  }

  private func audited(
    _ files: EnvironmentFiles, _ snapshot: TreeSnapshot
  ) throws(PromotionError) -> [PatternAudit.File] {
    var audited: [PatternAudit.File] = []
    for entry in files.entries {
      guard let file = try read(entry.entry, in: snapshot) else { continue }
      audited.append(PatternAudit.File(file: file, apps: entry.home.apps))
    }
    return audited
  }

  func read(
    _ entry: TreeEntry?, in snapshot: TreeSnapshot
  ) throws(PromotionError) -> SourceFile? {
    guard let entry else { return nil }
    do {
      return SourceFile(path: entry.path, bytes: try snapshot.read(entry, limit: Self.limit))
    } catch {
      throw .git(error)
    }
  }

  private func require(
    _ files: EnvironmentFiles, of environment: Environment
  ) throws(PromotionError) {
    guard files.entries.isEmpty else { return }
    throw .impossible([
      .init(
        rule: .missingKustomization, severity: .error,
        message: files.links.first.map(Self.sentence)
          ?? "the environment \(environment.name) has no kustomization in \(environment.directories)",
        environments: [environment.name])
    ])
  }

  private static func sentence(of link: String) -> String {
    "\(link) is a symbolic link, through which no promotion reads or writes"
  }
}

/// What a promotion reads: both commits, and the files that either environment has to itself there.
struct Trees {
  let source: TreeSnapshot
  let target: TreeSnapshot
  let sources: EnvironmentFiles
  let targets: EnvironmentFiles
  let declared: DeclaredPairs
  private let loader: Loader

  init(
    _ source: Commit, _ target: Commit, in repository: Repository, _ states: PromotionStates,
    _ request: PromotionRequest
  ) throws(PromotionError) {
    self.source = repository.snapshot(of: source)
    self.target = repository.snapshot(of: target)
    loader = try states.state(of: target.id).loader
    let sourceLoader = try states.state(of: source.id).loader
    do throws(GitError) {
      sources = try EnvironmentFiles(
        of: request.source, others: request.others + [request.target], in: self.source,
        loader: sourceLoader)
      targets = try EnvironmentFiles(
        of: request.target, others: request.others + [request.source], in: self.target,
        loader: self.loader)
      declared = try DeclaredPairs(
        request, from: self.source, to: self.target,
        besides: Set(targets.entries.map(\.entry.path)))
    } catch {
      throw .git(error)
    }
  }

  /// The files of every other environment at the target's commit.
  func others(_ request: PromotionRequest) throws(PromotionError) -> [EnvironmentFiles] {
    var files: [EnvironmentFiles] = []
    for environment in request.others {
      do {
        files.append(
          try EnvironmentFiles(of: environment, others: [], in: target, loader: loader))
      } catch { throw .git(error) }
    }
    return files
  }
}

extension PlannedField {
  /// A difference of which no history is known.
  init(_ difference: Difference, in pair: PairedMerge) {
    self.difference = difference
    file = pair.file
    sourceFile = pair.sourceFile
    apps = pair.apps
    clusters = pair.clusters
    disagreement = pair.disagreement(on: difference)
    isDeclared = pair.merge.reading.isDeclared(difference)
    rewritings = pair.merge.reading.rewritings.filter { $0.covers(difference) }
    value = pair.merge.classify(difference, base: .unknown).value
    classification = .unexamined
    decision = .keep(.undecided)
  }

  /// Notes what the history says.
  mutating func compare(_ base: BaseValue, _ pair: PairedMerge) {
    (classification, value) = pair.merge.classify(difference, base: base)
    if case .known(_, since: .earlier) = base { isBehind = true }
  }
}
