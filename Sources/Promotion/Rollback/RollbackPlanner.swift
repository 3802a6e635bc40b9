import Diagnostics
import Environments
import Git
import Kustomize

/// Makes the plan of a rollback from the repository alone: what promotions changed becomes what it was
/// before them, and what was changed since stays.
struct RollbackPlanner {
  let repository: Repository
  let request: PromotionRequest
  let rollback: RollbackRequest

  private static let limit = 64 << 20

  func plan() throws(PromotionError) -> PromotionPlan {
    let target = try git { () throws(GitError) in
      try repository.commit(repository.resolve(request.targetRevision))
    }
    let today = repository.snapshot(of: target)
    let files = try git { () throws(GitError) in
      try EnvironmentFiles(
        of: request.target, others: request.others, in: today,
        loader: Loader(try GitTree(today.source, at: repository.location)))
    }
    var undone: [String: UndoneFile] = [:]
    var promotions: [Commit] = []
    var oldest = target.id
    var records = try self.records(before: target.id)
    var isRecorded = false
    while !isEnough(promotions.count),
      let record = try git({ () throws(GitError) in try records.next() })
    {
      isRecorded = true
      if try undo(record, files, today, &undone) {
        promotions.append(record.promotion)
        oldest = record.line.parents.first ?? oldest
      }
    }
    guard isRecorded else { throw .impossible([.unrecorded(request.target, rollback)]) }
    var (merges, fields): ([PairedMerge], [PlannedField]) = ([], [])
    var results: [String: PathChange] = [:]
    for file in undone.values.sorted(by: { $0.path < $1.path }) {
      guard let outcome = file.outcome() else { continue }
      merges.append(outcome.merge)
      fields += outcome.fields
      results[file.path] = outcome.change
    }
    try requireMatches(fields)
    var plan = PromotionPlan(
      source: request.target, target: request.target, sourceCommit: oldest,
      targetCommit: target.id, lastPromotion: nil, fields: fields, choice: request.choice,
      warnings: [], merges: merges, rewritten: [])
    plan.undoing = Undoing(promotions: promotions, request: rollback)
    plan.results = results
    plan.message = request.message
    return plan
  }

  private func isEnough(_ count: Int) -> Bool {
    guard case .newest(let wanted) = rollback.extent else { return false }
    return count >= wanted
  }

  private func records(before head: ObjectID) throws(PromotionError) -> PromotionRecords {
    var end: ObjectID?
    if case .since(let revision) = rollback.extent {
      let id = try git { () throws(GitError) in try repository.resolve(revision) }
      guard try git({ () throws(GitError) in try repository.isAncestor(id, of: head) }) else {
        throw .impossible([.elsewhere(revision, id)])
      }
      end = id
    }
    return try git { () throws(GitError) in
      try PromotionRecords(
        of: request.target, apps: rollback.apps, before: head, after: end, in: repository)
    }
  }

  // MARK: One promotion

  /// - Returns: whether anything of it was left to take back.
  private func undo(
    _ record: PromotionRecords.Record, _ files: EnvironmentFiles, _ today: TreeSnapshot,
    _ undone: inout [String: UndoneFile]
  ) throws(PromotionError) -> Bool {
    guard let parent = record.line.parents.first else { return false }
    let after = repository.snapshot(of: record.line)
    let (before, changes) = try git { () throws(GitError) in
      let before = repository.snapshot(of: try repository.commit(parent))
      return (before, try before.changes(to: after))
    }
    var isUndone = false
    for change in changes {
      let path = change.path
      let home = files.home(of: path)
      let generated = home == nil ? try generated(change, before, after) : []
      guard
        !generated.isEmpty
          || (home != nil || record.paths?.contains(path) ?? true) && !isForeign(path)
      else { continue }
      let apps = (home?.apps ?? []).filter { !$0.isEmpty }
      var file: UndoneFile
      if let known = undone[path] {
        file = known
      } else {
        let entry = try git { () throws(GitError) in try today.entry(at: path) }
        file = UndoneFile(
          path: path, apps: apps, today: try read(entry, in: today),
          reading: FileReading(parts: generated))
      }
      let isChanged = try file.undo(
        from: try read(change.before, in: before), to: try read(change.after, in: after), decision)
      undone[path] = file
      isUndone = isUndone || isChanged
    }
    return isUndone
  }

  /// The elements of a file that make Applications of the environment; none where it has none of its.
  private func generated(
    _ change: TreeChange, _ before: TreeSnapshot, _ after: TreeSnapshot
  ) throws(PromotionError) -> [FilePart] {
    let sets = ApplicationSetParts(of: request.target)
    guard sets.files.contains(change.path), let old = try read(change.before, in: before),
      let new = try read(change.after, in: after)
    else { return [] }
    return sets.parts(from: old, to: new)
  }

  private func decision(_ field: PlannedField) -> PlannedField.Decision {
    // A file that other apps are made of too goes back with all of them.
    let isMeant =
      rollback.apps.isEmpty
      || !field.apps.isEmpty && Set(field.apps).isSubset(of: rollback.apps)
    if !isMeant || request.exclude.contains(where: { $0.matches(field) }) {
      return .keep(.excluded)
    }
    if field.classification == .pending { return .promote(.undone) }
    return request.preference.map { $0 == .source ? .promote(.undone) : .keep(.preferred) }
      ?? .refuse
  }

  /// Whether a path is another environment's own.
  private func isForeign(_ path: String) -> Bool {
    let own = Self.depth(of: path, in: request.target)
    return request.others.contains { Self.depth(of: path, in: $0) > own }
  }

  /// How long the path of the innermost of an environment's targets that a file is in; -1 for none.
  private static func depth(of path: String, in environment: Environment) -> Int {
    environment.targets.map(\.directory.path).filter { TreePath.isInside(path, $0) }
      .map(\.utf8.count).max() ?? -1
  }

  private func read(
    _ entry: TreeEntry?, in snapshot: TreeSnapshot
  ) throws(PromotionError) -> SourceFile? {
    guard let entry, entry.mode.isFile else { return nil }
    return try git { () throws(GitError) in
      SourceFile(path: entry.path, bytes: try snapshot.read(entry, limit: Self.limit))
    }
  }

  private func requireMatches(_ fields: [PlannedField]) throws(PromotionError) {
    let idle = request.exclude.filter { !fields.contains(where: $0.matches) }
    guard idle.isEmpty else {
      throw .impossible(
        idle.map { pattern in
          Diagnostic(
            rule: .promotionPattern, severity: .error,
            message: "--exclude: the pattern \"\(pattern)\" fits no field that would go back",
            help: "sluice rollback \(request.target.name) --dry-run lists them")
        })
    }
  }

  private func git<Result>(
    _ body: () throws(GitError) -> Result
  ) throws(PromotionError) -> Result {
    do { return try body() } catch { throw .git(error) }
  }
}

extension Diagnostic {
  fileprivate static func unrecorded(
    _ environment: Environment, _ request: RollbackRequest
  ) -> Diagnostic {
    let place =
      switch request.extent {
      case .newest:
        "the history records no promotion to \(environment.title) that is not taken back"
      case .since(let revision):
        "no promotion to \(environment.title) is recorded after \(revision)"
      }
    return Diagnostic(
      rule: .promotionRecord, severity: .error, message: place,
      help:
        "sluice history \(environment.name) tells what changed it; git revert takes back the rest",
      environments: [environment.name])
  }

  fileprivate static func elsewhere(_ revision: String, _ id: ObjectID) -> Diagnostic {
    Diagnostic(
      rule: .promotionRecord, severity: .error,
      message: "\(revision) (\(id.short)) is not part of what the rollback is made upon")
  }
}
