import Comparison
import Diagnostics
import Environments
import Git
import Kubernetes
import Kustomize
import YAML

extension Promoter {
  /// Every rendered difference between source and target that no field of the plan stands for, whether
  /// the field moves or stays.
  ///
  /// What does not render today is not compared; the proof says what it could not see.
  ///
  /// - Parameter changes: what the plan makes of the target's files.
  func uncovered(
    by plan: PromotionPlan, with changes: [String: PathChange] = [:]
  ) throws(PromotionError) -> SemanticDiff {
    let planned = PlannedChanges(changes)
    let tree = try tree(of: plan.targetCommit)
    let source = renderer.over(try self.tree(of: plan.sourceCommit))
      .attempt(plan.source.name, plan.source.targets)
    let target = renderer.over(OverlayTree(tree, replacing: planned.contents))
      .attempt(plan.target.name, plan.target.targets)
    // What one side alone does not render would seem to be missing there.
    let failed = Set((source.failures + target.failures).map(\.target.app))
    let covered = CoveredPlaces(plan, planned)
    var diff = EnvironmentComparison(hiding: wish).compare(
      target.rendered.without(failed), source.rendered.without(failed))
    diff.objects = diff.objects.compactMap { object in
      guard object.kind == .changed else { return covered.hold(object) ? nil : object }
      var object = object
      object.fields.removeAll { $0.isDerived || covered.hold($0) }
      return object.fields.isEmpty ? nil : object
    }
    return diff
  }

  /// The files of a commit.
  func tree(of commit: ObjectID) throws(PromotionError) -> GitTree {
    do throws(GitError) {
      let snapshot = try repository.snapshot(of: repository.commit(commit))
      return try GitTree(snapshot.source, at: repository.location)
    } catch {
      throw .git(error)
    }
  }
}

extension RenderedEnvironment {
  fileprivate func without(_ apps: Set<String>) -> RenderedEnvironment {
    guard !apps.isEmpty else { return self }
    return RenderedEnvironment(
      name: name, targets: targets.filter { !apps.contains($0.target.app) })
  }
}

/// Where the fields of a plan stand, in the source's files and in the target's.
private struct CoveredPlaces {
  private var ranges: [String: [ByteRange]] = [:]
  private var whole: Set<String> = []

  init(_ plan: PromotionPlan, _ planned: PlannedChanges) {
    for field in plan.fields {
      guard field.field.document != .file else {
        whole.formUnion([field.file, field.sourceFile])
        continue
      }
      note(field.source)
      note(planned.value(of: field) ?? field.target)
    }
  }

  private mutating func note(_ value: Difference.FieldValue?) {
    guard let file = value?.location?.file, let range = value?.extent else { return }
    ranges[file.path, default: []].append(range)
  }

  func hold(_ change: FieldChange) -> Bool {
    [change.old?.location, change.new?.location].contains { $0.map(hold) ?? false }
  }

  func hold(_ object: ObjectChange) -> Bool {
    ((object.to ?? object.from)?.location).map(hold) ?? false
  }

  private func hold(_ location: Location) -> Bool {
    let path = location.file.path
    return whole.contains(path) || ranges[path]?.contains { $0.contains(location.range) } ?? false
  }
}
