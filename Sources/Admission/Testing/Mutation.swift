import Diagnostics
import Kubernetes
import YAML

/// A way to spoil an object that some policy should notice.
struct Mutation: Sendable {
  /// What it does, as a fragment: `drops the limits`.
  var name: String
  var scope: Scope
  var change: Change
  /// Whether the spoiled object is put in the place of the good one, rather than created.
  var isUpdate = false

  /// The part of an object that is changed.
  enum Scope: Sendable {
    /// Each container and init container of a workload.
    case containers
    /// Each container that names a port, in a Deployment that rolls.
    case servingContainers
    /// The pod's spec, in whatever makes pods.
    case podSpec
    /// The template of the pods of a Deployment, StatefulSet, DaemonSet or CronJob.
    case template
    /// The whole object, of one of these kinds.
    case object([String])
    /// A Deployment that serves and rolls.
    case servingDeployment
  }

  enum Change: Sendable {
    /// A JSON merge patch (RFC 7396).
    case merge(String)
    /// A function; nil where there is nothing to spoil.
    case rewrite(@Sendable (Node) -> Node?)
  }

  init(_ name: String, _ scope: Scope, merge patch: String, isUpdate: Bool = false) {
    self.name = name
    self.scope = scope
    change = .merge(patch)
    self.isUpdate = isUpdate
  }

  init(
    _ name: String, _ scope: Scope, isUpdate: Bool = false,
    _ rewrite: @escaping @Sendable (Node) -> Node?
  ) {
    self.name = name
    self.scope = scope
    change = .rewrite(rewrite)
    self.isUpdate = isUpdate
  }

  /// The object spoiled at each place where that is possible, with the places.
  func mutants(of object: KubernetesObject) -> [(path: FieldPath, root: Node)] {
    places(in: object).compactMap { path in
      guard let part = object.root[path], let spoiled = spoiled(part), !spoiled.isEqual(to: part)
      else { return nil }
      return (path, object.root.replacing(path.steps[...], with: spoiled))
    }
  }

  private func spoiled(_ part: Node) -> Node? {
    switch change {
    case .merge(let text):
      let patch = SourceFile(path: name, text: text)
      guard let root = try? patch.parsedJSON().root else {
        preconditionFailure("the patch of '\(name)' is JSON")
      }
      return KeyedMerge.merge(root, into: part, as: nil)
    case .rewrite(let rewrite): return rewrite(part)
    }
  }

  private func places(in object: KubernetesObject) -> [FieldPath] {
    if case .object(let kinds) = scope { return kinds.contains(object.kind) ? [.root] : [] }
    guard let workload = Workload(object), let template = workload.template else { return [] }
    switch scope {
    case .object: return []
    case .servingDeployment: return workload.servesAndRolls ? [.root] : []
    case .template: return workload.isLasting ? [template.field.path] : []
    case .podSpec: return [template.spec?.path].compactMap(\.self)
    case .containers: return template.containers([.main, .initial]).map(\.field.path)
    case .servingContainers:
      guard workload.kind == .deployment || workload.kind == .statefulSet else { return [] }
      return template.containers([.main]).filter { !$0.ports.isEmpty }.map(\.field.path)
    }
  }
}

extension Workload {
  /// Whether people write objects of the kind, and it makes pods again and again.
  fileprivate var isLasting: Bool {
    [.deployment, .statefulSet, .daemonSet, .cronJob].contains(kind)
  }

  fileprivate var servesAndRolls: Bool {
    guard kind == .deployment, let containers = template?.containers([.main]) else { return false }
    return containers.contains { !$0.ports.isEmpty } && strategy?["type"]?.text != "Recreate"
  }
}

extension Node {
  /// The tree with another value at the end of a path, each step of which is there.
  func replacing(_ steps: ArraySlice<FieldPath.Step>, with value: Node) -> Node {
    guard let step = steps.first else { return value }
    switch (step, content) {
    case (.key(let key), .mapping(var mapping)):
      guard let child = mapping[key] else { return self }
      mapping[key] = child.replacing(steps.dropFirst(), with: value)
      return Node(mapping, origin: origin)
    case (.index(let index), .sequence(var elements)):
      elements[index] = elements[index].replacing(steps.dropFirst(), with: value)
      return Node(elements, origin: origin)
    default: return self
    }
  }
}
