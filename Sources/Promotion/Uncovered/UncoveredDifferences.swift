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
  /// What does not render today is not compared; the proof says what it could not see. Nor are apps that
  /// `--only` leaves out altogether.
  ///
  /// - Parameter changes: what the plan makes of the target's files.
  func uncovered(
    by plan: PromotionPlan, with changes: [String: PathChange] = [:]
  ) throws(PromotionError) -> SemanticDiff {
    let planned = PlannedChanges(changes)
    let now = try states.state(of: plan.sourceCommit)
    let then = try states.state(of: plan.targetCommit, replacing: planned.contents)
    let meant = ComparedTargets(plan, request)
    let source = now.attempt(plan.source.name, plan.source.targets.filter(meant.contain))
    let changed = try self.target(of: plan, replacing: planned.contents)
    let target = then.attempt(plan.target.name, changed.targets.filter(meant.contain))
    // What one side alone does not render would seem to be missing there.
    let failed = Set((source.failures + target.failures).map(\.target.app))
    let covered = CoveredPlaces(plan, planned)
    let comparison = EnvironmentComparison(hiding: wish)
    let parts = ComparedClusters(
      target.rendered.without(failed), source.rendered.without(failed))
    var diffs = parts.pairs.map { pair in
      var diff = comparison.compare(pair.target, pair.source)
      if !pair.cluster.isEmpty {
        for index in diff.objects.indices { diff.objects[index].cluster = pair.cluster }
      }
      return diff
    }
    var diff = diffs.removeFirst()
    for other in diffs {
      diff.objects += other.objects
      diff.alikeCount += other.alikeCount
    }
    diff.objects = diff.objects.compactMap { object in
      guard object.kind == .changed else { return covered.hold(object) ? nil : object }
      var object = object
      object.fields.removeAll { $0.isDerived || covered.hold($0) }
      return object.fields.isEmpty ? nil : object
    }
    return diff
  }
}

extension RenderedEnvironment {
  fileprivate func without(_ apps: Set<String>) -> RenderedEnvironment {
    guard !apps.isEmpty else { return self }
    return RenderedEnvironment(
      name: name, targets: targets.filter { !apps.contains($0.target.app) })
  }
}

/// The targets that a promotion is about: where it takes everything all of them, else those of the apps
/// that it was asked to take something of.
private struct ComparedTargets {
  private let request: PromotionRequest
  private let apps: Set<String>

  init(_ plan: PromotionPlan, _ request: PromotionRequest) {
    self.request = request
    apps = Set(plan.chosen.flatMap(\.apps))
  }

  func contain(_ target: Target) -> Bool {
    // What has no app is all that there is.
    if request.only.isEmpty || target.app.isEmpty || apps.contains(target.app) { return true }
    return request.only.contains { $0.names(target.app) || $0.names(target.directory.path) }
  }
}

/// Where the fields of a plan stand, in the source's files and in the target's.
private struct CoveredPlaces {
  private var ranges: [String: [ByteRange]] = [:]
  private var whole: Set<String> = []

  init(_ plan: PromotionPlan, _ planned: PlannedChanges) {
    for place in plan.rewritten { ranges[place.file.path, default: []].append(place.range) }
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
