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
    switch scope {
    case .object(let kinds): return kinds.contains(object.kind) ? [.root] : []
    case .servingDeployment: return object.servesAndRolls ? [.root] : []
    case .template: return [object.templatePath].compactMap(\.self)
    case .podSpec: return [object.podSpecPath].compactMap(\.self)
    case .containers: return object.containerPaths(["containers", "initContainers"])
    case .servingContainers:
      guard object.kind == "Deployment" || object.kind == "StatefulSet" else { return [] }
      return object.containerPaths(["containers"]).filter {
        object.root[$0]?["ports"]?.elements?.isEmpty == false
      }
    }
  }
}

extension KubernetesObject {
  fileprivate var templatePath: FieldPath? {
    switch kind {
    case "Deployment", "StatefulSet", "DaemonSet": ["spec", "template"]
    case "CronJob": ["spec", "jobTemplate", "spec", "template"]
    default: nil
    }
  }

  fileprivate var podSpecPath: FieldPath? {
    switch kind {
    case "Pod": ["spec"]
    case "Job", "ReplicaSet": ["spec", "template", "spec"]
    default: templatePath?.appending("spec")
    }
  }

  fileprivate func containerPaths(_ lists: [String]) -> [FieldPath] {
    guard let podSpecPath else { return [] }
    return lists.flatMap { list in
      let path = podSpecPath.appending(.key(list))
      return (root[path]?.elements ?? []).indices.map { path.appending(.index($0)) }
    }
  }

  fileprivate var servesAndRolls: Bool {
    guard kind == "Deployment", let spec = root["spec"] else { return false }
    let serves = containerPaths(["containers"]).contains {
      root[$0]?["ports"]?.elements?.isEmpty == false
    }
    return serves && spec["strategy"]?["type"]?.string != "Recreate"
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
