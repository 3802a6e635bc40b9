import Admission
package import Diagnostics
package import Environments
package import Kubernetes
import Kustomize
import YAML

extension StandingCheck.State {
  /// The definition of a custom kind, as the tree or the catalogue has it; nil for one that neither has.
  package func definition(of gvk: GroupVersionKind) -> CustomResourceDefinition? {
    let found = definitions.sorted { $0.key < $1.key }.lazy.flatMap(\.value.objects)
      .compactMap(CustomResourceDefinition.init).first { $0.isFor(gvk) }
    return found ?? CataloguedKind(group: gvk.group, kind: gvk.kind)?.definition
  }

  /// The custom kinds that the tree defines, in each version that is served.
  package var customKinds: Set<GroupVersionKind> {
    Set(
      definitions.values.flatMap(\.objects).compactMap(CustomResourceDefinition.init)
        .flatMap(\.servedKinds))
  }

  /// How many objects of each kind each environment has.
  package var objectCounts: [[String: Int]] {
    rendered.attempts.map { attempt in
      attempt.rendered.objects.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 }
    }
  }

  /// The environments as they render, as far as they do, each value with all that it replaced.
  package func recorded() async -> RecordedEnvironments {
    let renderer = EnvironmentRenderer(pipeline.workspace).recording
    let attempts = await renderer.attempt(rendered.environments, width: pipeline.width)
    return RecordedEnvironments(environments: attempts.map(\.rendered), policies: policies.policies)
  }
}

/// Environments in which each value knows all that it replaced.
package struct RecordedEnvironments: Sendable {
  /// In the pipeline's order.
  package let environments: [RenderedEnvironment]
  fileprivate let policies: PolicySet

  /// A field of a rendered object.
  package struct Field: Sendable {
    /// The name of the environment.
    package var environment: String
    /// The object as it renders.
    package var object: KubernetesObject
    /// What set the field, newest first, secrets hidden.
    package var trace: FieldTrace
  }

  /// The fields that something at certain places has set, be it that something else set them later.
  ///
  /// - Parameter isMeant: says which places.
  package func fields(setAt isMeant: (Location) -> Bool) -> [Field] {
    environments.flatMap { environment in
      environment.objects.flatMap { object in
        let nodes = object.root.scalars(at: .root) { node in
          node.origin.chain.contains { link in
            link.origin.location.map(isMeant) ?? false
              || link.origin.replaced?.copies.contains { $0.source.location.map(isMeant) ?? false }
                ?? false
          }
        }
        return nodes.isEmpty
          ? [] : fields(nodes, of: object, in: environment)
      }
    }
  }

  /// The same field of the same object in each further environment that has it.
  ///
  /// An object is the same by its kind and the name that its source gives it, an entry of a list by its
  /// name where it has one.
  package func counterparts(of field: Field, beside environments: Set<String>) -> [Field] {
    guard let name = field.object.writtenName else { return [] }
    return self.environments.filter { !environments.contains($0.name) }.flatMap { environment in
      environment.objects.flatMap { object -> [Field] in
        guard object.gvk.isSameKind(as: field.object.gvk), object.writtenName == name,
          let found = object.root.counterpart(of: field.trace.path, in: field.object.root),
          found.node.scalar != nil
        else { return [] }
        return fields([found], of: object, in: environment)
      }
    }
  }

  private func fields(
    _ nodes: [(path: FieldPath, node: Node)], of object: KubernetesObject,
    in environment: RenderedEnvironment
  ) -> [Field] {
    let objects = environment.objects
    let hiding = policies.adding(deployed: objects, definitions: []).policies.hidingSources
    let engine = Engine(
      policies: hiding, state: ClusterState(objects: objects, policies: hiding))
    let secrecy = ObjectSecrecy(object, hiding: engine.hiddenFields(of: object))
    return nodes.map { path, node in
      Field(
        environment: environment.name, object: object,
        trace: FieldTrace(path: path, node: node, isRemoved: false) { scalar in
          secrecy.hides(scalar.text, at: path) ? Scalar(string: "<hidden>") : scalar
        })
    }
  }
}

extension GroupVersionKind {
  fileprivate func isSameKind(as other: GroupVersionKind) -> Bool {
    kind == other.kind && group == other.group
  }
}

extension KubernetesObject {
  /// The object's name as its source has it, before anything renamed it.
  package var writtenName: String? {
    guard let name = metadata?["name"] else { return nil }
    return name.origin.chain.last { $0.value != nil }?.value?.text ?? name.scalarText
  }
}

extension Node {
  /// The field that a path of another object leads to, with the way to it here; nil where it is absent.
  fileprivate func counterpart(
    of path: FieldPath, in other: Node
  ) -> (path: FieldPath, node: Node)? {
    var (here, there) = (self, other)
    var steps: [FieldPath.Step] = []
    for step in path.steps {
      guard let next = there[FieldPath([step])] else { return nil }
      var own = step
      if case .index = step, let name = next["name"]?.scalarText {
        let index = here.elements?.firstIndex { $0["name"]?.scalarText == name }
        guard let index else { return nil }
        own = .index(index)
      }
      guard let inner = here[FieldPath([own])] else { return nil }
      steps.append(own)
      (here, there) = (inner, next)
    }
    return (FieldPath(steps), here)
  }

  /// The scalars of the tree that fulfil a condition, each with its path.
  fileprivate func scalars(
    at path: FieldPath, where isMeant: (Node) -> Bool
  ) -> [(path: FieldPath, node: Node)] {
    switch content {
    case .scalar: isMeant(self) ? [(path, self)] : []
    case .sequence(let elements):
      elements.enumerated().flatMap { index, element in
        element.scalars(at: path.appending(.index(index)), where: isMeant)
      }
    case .mapping(let mapping):
      mapping.entries.flatMap { entry in
        entry.value.scalars(at: path.appending(.key(entry.name)), where: isMeant)
      }
    }
  }
}
