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

  private static let limit = 64 << 20

  func plan() throws(PromotionError) -> PromotionPlan {
    let (source, target) = try commits()
    let trees = try Trees(source, target, in: repository, request)
    let words = EnvironmentWords(
      from: request.source, trees.sources, to: request.target, trees.targets)
    let merges = try merges(trees, words)
    let bases = try BaseFinder(repository: repository, request: request, merges: merges)
      .bases(before: target.id)
    var fields: [PlannedField] = []
    for (index, pair) in merges.enumerated() {
      for (number, difference) in pair.merge.differences.enumerated() {
        let base = bases.values[BaseFinder.Key(merge: index, difference: number)] ?? .unknown
        fields.append(PlannedField(difference, in: pair, base: base))
      }
    }
    try PatternAudit(request: request).requireMatches(
      fields,
      own: { () throws(PromotionError) in
        try audited(trees.sources, trees.source) + audited(trees.targets, trees.target)
      },
      others: { () throws(PromotionError) in
        var files: [PatternAudit.File] = []
        for other in try trees.others(request) { files += try audited(other, trees.target) }
        return files
      })
    let decisions = Decisions(request: request)
    let references = FileReferences(
      fields, where: trees.targets.isListed, moving: decisions.mayMove)
    fields = references.settle(decisions.decide(fields))
    return PromotionPlan(
      source: request.source, target: request.target, sourceCommit: source.id,
      targetCommit: target.id, lastPromotion: bases.promotion, fields: fields,
      warnings: decisions.warnings(fields), merges: merges)
  }

  private func commits() throws(PromotionError) -> (source: Commit, target: Commit) {
    do {
      let source = try repository.commit(repository.resolve(request.sourceRevision))
      return (source, try repository.commit(repository.resolve(request.targetRevision)))
    } catch {
      throw .git(error)
    }
  }

  // MARK: Files

  /// The pairs of files that differ, merged.
  private func merges(
    _ trees: Trees, _ words: EnvironmentWords
  ) throws(PromotionError) -> [PairedMerge] {
    try require(trees.sources, of: request.source)
    try require(trees.targets, of: request.target)
    var merges: [PairedMerge] = []
    for pair in FilePairing(trees.sources, trees.targets, words: words).pairs
    where pair.source?.id != pair.target?.id {
      let merge = FileMerge(
        source: try read(pair.source, in: trees.source),
        target: try read(pair.target, in: trees.target), words: words)
      guard !merge.differences.isEmpty else { continue }
      merges.append(
        PairedMerge(
          file: pair.targetPath, sourceFile: pair.sourcePath, apps: pair.apps, merge: merge))
    }
    return merges
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

  private func read(
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
        message: "the environment \(environment.name) has no kustomization in "
          + "\(environment.directories)", environments: [environment.name])
    ])
  }
}

/// What a promotion reads: both commits, and the files that either environment has to itself there.
private struct Trees {
  let source: TreeSnapshot
  let target: TreeSnapshot
  let sources: EnvironmentFiles
  let targets: EnvironmentFiles
  private let loader: Loader

  init(
    _ source: Commit, _ target: Commit, in repository: Repository, _ request: PromotionRequest
  ) throws(PromotionError) {
    self.source = repository.snapshot(of: source)
    self.target = repository.snapshot(of: target)
    do throws(GitError) {
      let loader = { (commit: Commit) throws(GitError) in
        Loader(try GitTree(repository.snapshot(of: commit).source, at: repository.location))
      }
      self.loader = try loader(target)
      sources = try EnvironmentFiles(
        of: request.source, others: request.others + [request.target], in: self.source,
        loader: source.id == target.id ? self.loader : loader(source))
      targets = try EnvironmentFiles(
        of: request.target, others: request.others + [request.source], in: self.target,
        loader: self.loader)
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
  init(_ difference: Difference, in pair: PairedMerge, base: BaseValue) {
    self.difference = difference
    file = pair.file
    sourceFile = pair.sourceFile
    apps = pair.apps
    (classification, value) = pair.merge.classify(difference, base: base)
    decision = .keep(.undecided)
    if case .known(_, since: .earlier) = base { isBehind = true }
  }
}
