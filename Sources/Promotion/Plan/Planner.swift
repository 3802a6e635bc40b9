import Comparison
import Diagnostics
import Environments
import Git
import Kustomize

/// Makes the plan of a promotion from the repository alone.
struct Planner {
  let repository: Repository
  let request: PromotionRequest

  func plan() throws(PromotionError) -> PromotionPlan {
    let files = KustomizationFiles()
    let (source, target) = try commits()
    let sources = try files.kustomizations(of: request.source, in: repository.snapshot(of: source))
    let targets = try files.kustomizations(of: request.target, in: repository.snapshot(of: target))
    try require(sources, of: request.source)
    try require(targets, of: request.target)
    try PatternAudit(request: request, files: files)
      .requireMatches(among: [sources, targets], in: repository.snapshot(of: target))
    let differing = differing(sources, targets)
    let (promotion, bases) = try BaseFinder(repository: repository, request: request, files: files)
      .bases(of: Set(differing), before: target.id)
    let decisions = Decisions(request: request)
    let fields = decisions.decide(
      differing.compactMap { key in
        guard let sourceFields = sources[key.directory], let targetFields = targets[key.directory]
        else { return nil }
        let value = sourceFields.values[key.field]
        let current = targetFields.values[key.field]
        var planned = PlannedField(
          file: targetFields.file.path, directory: key.directory, field: key.field, source: value,
          target: current,
          classification: Classification(
            source: value, target: current, base: bases[key] ?? .unknown),
          decision: .keep(.undecided))
        if case .literal(let generator, _) = key.field, let value {
          planned.lacksGenerator =
            !targetFields.generators.contains(generator) && value.behavior == "create"
        }
        return planned
      })
    let unpaired = sources.keys.filter { targets[$0] == nil }.sorted().map { directory in
      "\(sources[directory]?.file.path ?? directory) has no counterpart in \(request.target.name)"
    }
    return PromotionPlan(
      source: request.source, target: request.target, sourceCommit: source.id,
      targetCommit: target.id, lastPromotion: promotion, fields: fields,
      warnings: unpaired + decisions.warnings(fields))
  }

  private func commits() throws(PromotionError) -> (source: Commit, target: Commit) {
    do {
      let source = try repository.commit(repository.resolve(request.sourceRevision))
      return (source, try repository.commit(repository.resolve(request.targetRevision)))
    } catch {
      throw .git(error)
    }
  }

  private func require(
    _ kustomizations: [String: KustomizationFields], of environment: Environment
  ) throws(PromotionError) {
    guard kustomizations.isEmpty else { return }
    throw .impossible([
      .init(
        rule: .missingKustomization, severity: .error,
        message: "the environment \(environment.name) has no kustomization in "
          + "\(environment.directories)", environments: [environment.name])
    ])
  }

  /// The fields that differ in more than the environments' own names.
  private func differing(
    _ sources: [String: KustomizationFields], _ targets: [String: KustomizationFields]
  ) -> [BaseFinder.Key] {
    sources.keys.sorted().flatMap { directory -> [BaseFinder.Key] in
      guard let source = sources[directory], let target = targets[directory] else { return [] }
      return Set(source.values.keys).union(target.values.keys).sorted()
        .filter { differs(source.values[$0], target.values[$0]) }
        .map { BaseFinder.Key(directory: directory, field: $0) }
    }
  }

  private func differs(
    _ source: KustomizationFields.FieldValue?, _ target: KustomizationFields.FieldValue?
  ) -> Bool {
    guard !Classification.areEqual(source, target) else { return false }
    guard let source = source?["value"], let target = target?["value"] else { return true }
    return NameTranslation(environment: request.source.name).canonical(source)
      != NameTranslation(environment: request.target.name).canonical(target)
  }
}
