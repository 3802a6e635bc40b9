import Comparison
import Diagnostics
import Environments
import Kubernetes
import Values
import YAML

/// What follows from the differences between two states of an environment.
struct Consequences {
  private let before: [ObjectIdentity: KubernetesObject]
  private let after: [ObjectIdentity: KubernetesObject]

  init(before: RenderedEnvironment, after: RenderedEnvironment) {
    func byIdentity(_ objects: [KubernetesObject]) -> [ObjectIdentity: KubernetesObject] {
      Dictionary(objects.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.before = byIdentity(before.objects)
    self.after = byIdentity(after.objects)
  }

  /// An object that changes, before and after.
  func states(of change: ObjectChange) -> (old: KubernetesObject, new: KubernetesObject)? {
    guard let old = change.from.flatMap({ before[$0.identity] }),
      let new = change.to.flatMap({ after[$0.identity] })
    else { return nil }
    return (old, new)
  }

  // MARK: Restarts

  func restarts(in diff: SemanticDiff) -> [EnvironmentImpact.Restart] {
    diff.objects.compactMap { change in
      guard change.kind == .changed, let identity = change.to?.identity,
        let object = after[identity], let workload = Workload(object),
        let moment = workload.momentOfRestart
      else { return nil }
      let template = workload.kind.templatePath.steps
      let fields = change.fields.filter { $0.path.to.steps.starts(with: template) }
      guard !fields.isEmpty else { return nil }
      return EnvironmentImpact.Restart(
        object: identity, replicas: workload.replicas?.text, moment: moment,
        reasons: reasons(fields, templateDepth: template.count))
    }
  }

  private func reasons(_ fields: [FieldChange], templateDepth: Int) -> [String] {
    var reasons: [String] = []
    for field in fields {
      let reason: String
      if case .generatedName(let name) = field.cause {
        reason = "the content of \(name) changes"
      } else if field.path.lastStepIsImage, let old = field.old?.node.string,
        let new = field.new?.node.string
      {
        reason = "image \(old) → \(new)"
      } else {
        var path = field.path
        path.steps.removeFirst(templateDepth)
        reason = "\(path) changes"
      }
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return reasons
  }

  // MARK: Objects that go

  func prunings(in diff: SemanticDiff) -> [EnvironmentImpact.Pruning] {
    diff.objects.compactMap { change in
      guard change.kind == .removed, let side = change.from,
        let loss = Self.loss(of: side.identity.gvk)
      else { return nil }
      return EnvironmentImpact.Pruning(
        object: side.identity, loss: loss,
        keptBy: before[side.identity].flatMap(Self.annotationThatKeeps), location: side.location)
    }
  }

  private static func loss(of gvk: GroupVersionKind) -> String? {
    switch (gvk.group, gvk.kind) {
    case ("", "PersistentVolumeClaim"):
      "its volume, with the data on it, where the class deletes it"
    case ("", "PersistentVolume"): "the volume, where its policy deletes it"
    case ("", "Namespace"): "every object in it"
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): "every object of its kind"
    default: nil
    }
  }

  /// What Flux and Argo CD look for before they remove what is no longer there.
  private static func annotationThatKeeps(_ object: KubernetesObject) -> String? {
    let annotations = object.metadata?["annotations"]
    let flux = "kustomize.toolkit.fluxcd.io/prune"
    if annotations?[flux]?.scalarText == "disabled" { return "\(flux): disabled" }
    let argo = "argocd.argoproj.io/sync-options"
    let options =
      annotations?[argo]?.scalarText?.split(separator: ",")
      .map { String($0.trimming(\.isWhitespace)) } ?? []
    return options.first { $0 == "Prune=false" || $0 == "Delete=false" }.map { "\(argo): \($0)" }
  }

  // MARK: Images

  func images(in diff: SemanticDiff) -> [EnvironmentImpact.ImageMove] {
    var moves: [EnvironmentImpact.ImageMove] = []
    func note(_ old: String?, _ new: String?, _ object: ObjectIdentity) {
      guard old != new else { return }
      let name = object.description
      if let index = moves.firstIndex(where: { $0.old == old && $0.new == new }) {
        if !moves[index].objects.contains(name) { moves[index].objects.append(name) }
      } else {
        moves.append(.init(old: old, new: new, objects: [name]))
      }
    }
    for change in diff.objects {
      guard let identity = change.identity else { continue }
      let old = change.from.flatMap { before[$0.identity] }.map(Self.images) ?? []
      let new = change.to.flatMap { after[$0.identity] }.map(Self.images) ?? []
      for container in old {
        let other = new.first { $0.container == container.container }
        note(container.image, other?.image, identity)
      }
      for container in new where !old.contains(where: { $0.container == container.container }) {
        note(nil, container.image, identity)
      }
    }
    return moves
  }

  private static func images(
    of object: KubernetesObject
  ) -> [(container: String, image: String)] {
    (Workload(object)?.template?.containers() ?? []).compactMap { container in
      container.field["image"]?.text.map { (container.name, $0) }
    }
  }
}

extension Workload {
  /// When a change of the pod's template is seen in pods; nil where the server lets none change.
  fileprivate var momentOfRestart: EnvironmentImpact.Restart.Moment? {
    switch kind {
    case .deployment: .rollout
    case .statefulSet, .daemonSet:
      strategy?["type"]?.text == "OnDelete" ? .onDelete : .rollout
    case .replicaSet, .replicationController: .onDelete
    case .cronJob: .nextRun
    case .pod, .podTemplate, .job: nil
    }
  }
}

extension DiffPath {
  /// Whether the field is a container's image.
  fileprivate var lastStepIsImage: Bool { steps.last == .key("image") }
}
