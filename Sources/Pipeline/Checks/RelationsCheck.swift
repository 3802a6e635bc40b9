import Diagnostics
import Environments
import Kustomize
import Relations
import YAML

extension Check {
  /// Looks at what the objects of all targets say of each other.
  static let relations = Check { subject in
    let targets = subject.environment.targets
    let context = subject.relations
    return [
      {
        CheckOutcome(
          diagnostics: ObjectGraph(targets.map(\.objects), in: context).findings)
      }
    ]
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
      provided: configuration.provided.compactMap { ProvidedObject($0.value) },
      isPartial: environment.absence == .some,
      sharedBecause: environment.absence == .foreign
        ? "a part of the environment stands elsewhere and was not rendered" : nil,
      // A search by layout finds alternatives as well as parts.
      targetsMeet: configuration.found == .configuration || configuration.found == .flux)
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
