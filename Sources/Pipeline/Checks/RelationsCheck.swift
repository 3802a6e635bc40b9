import Diagnostics
import Environments
import Kubernetes
import Kustomize
import Relations
import YAML

extension Check {
  /// Looks at what the objects of all targets say of each other.
  static let relations = Check { subject in
    [
      {
        var outcome = CheckOutcome()
        subject.lookAtRelations(&outcome)
        return outcome
      }
    ]
  }
}

extension CheckSubject {
  fileprivate func lookAtRelations(_ outcome: inout CheckOutcome) {
    let targets = environment.targets.map(\.objects)
    var context = relations
    let graph = ObjectGraph(targets, in: context)
    outcome.used = graph.used(of: context.provided)
    outcome.diagnostics = graph.findings
    guard let absent = environment.absence.targets, !absent.isEmpty,
      outcome.diagnostics.contains(where: { RelationRules.needAll.contains($0.rule) })
    else { return }
    // Something is said to be missing: now it pays to read what was not rendered.
    let rendered = environment.targets.flatMap(\.rendering.files).map(\.path)
    context.absent = AbsentObjects(
      of: EnvironmentRenderer(workspace).files(of: absent, without: Set(rendered)))
    outcome.diagnostics = ObjectGraph(targets, in: context).findings
  }
}

extension RenderedEnvironment {
  /// Its targets, for what environments do to each other's namespaces.
  var namespaceTargets: [EnvironmentTarget] {
    targets.map { target in
      EnvironmentTarget(environment: name, place: target.description, objects: target.objects)
    }
  }
}

extension RenderedTarget {
  /// The beginning of the target's own kustomization; nil where it has none.
  fileprivate var description: Location? {
    let path = rendering.kustomizations.first { TreePath.parent(of: $0) == target.directory.path }
    let file = path.flatMap { path in rendering.files.first { $0.treePath == path } }
    return file.map { Location(file: $0, range: ByteRange(0, 0)) }
  }
}

extension GraphContext {
  /// What is known of an environment beside its objects.
  init(_ environment: RenderedEnvironment, _ configuration: PipelineConfiguration) {
    self.init(
      provided: configuration.provided.compactMap { ObjectPattern($0.value) },
      absent: environment.absence.targets == nil ? .unknown : .none,
      sharedBecause: environment.absence.isForeign
        ? "a part of the environment stands elsewhere and was not rendered" : nil,
      // A search by layout finds alternatives as well as parts.
      targetsMeet: configuration.targetsMeet, clusters: environment.targets.map(\.cluster))
  }
}

extension PipelineConfiguration {
  /// Whether the targets of an environment are applied to one cluster, where nothing names another.
  fileprivate var targetsMeet: Bool { found == .configuration || found == .flux }

  /// The objects of an environment with each policy and binding once that targets of several clusters
  /// bring: there each has its own, and only what one cluster holds twice is one too many.
  func withOwnPolicies(_ environment: RenderedEnvironment) -> [KubernetesObject] {
    // Of the cluster's own kinds, so that a namespace which a kustomization adds is none of the name.
    let key = { (object: KubernetesObject) in "\(object.kind)/\(object.name)" }
    var last: [String: Int] = [:]
    for (index, target) in environment.targets.enumerated() {
      for object in target.objects where object.configuresAdmission {
        last[key(object)] = index
      }
    }
    guard !last.isEmpty else { return environment.objects }
    return environment.targets.enumerated().flatMap { index, target in
      target.objects.filter { object in
        guard object.configuresAdmission, let other = last[key(object)], other != index else {
          return true
        }
        return targetsMeet && environment.targets[other].cluster == target.cluster
      }
    }
  }
}

extension [Diagnostic] {
  /// The findings without those on relations where something else is wrong with the same field: one
  /// mistake is one finding.
  var withoutRepeatedRelations: [Diagnostic] {
    guard contains(where: \.isOfRelations) else { return self }
    let fields = Set(
      lazy.filter { !$0.isOfRelations && $0.field != nil }.map { [$0.object, $0.field] })
    return filter {
      !$0.isOfRelations || $0.field == nil || !fields.contains([$0.object, $0.field])
    }
  }
}

extension Diagnostic {
  fileprivate var isOfRelations: Bool { rule.text.hasPrefix("relations/") }
}
