package import Diagnostics
package import Kubernetes
package import Kustomize
import YAML

/// One environment as it renders.
package struct RenderedEnvironment: Sendable {
  /// The environment's name, as `staging`.
  package let name: String
  /// In the order of the environment's targets.
  package let targets: [RenderedTarget]
  /// The objects of all targets, in the order of the rendered text.
  package let objects: [KubernetesObject]
  /// The objects that are judged, in the same order.
  package let judged: [KubernetesObject]

  /// What it has beside these objects.
  package let absence: Absence

  package init(name: String, targets: [RenderedTarget], absence: Absence = Absence()) {
    self.name = name
    self.targets = targets
    self.absence = absence
    objects = targets.flatMap(\.objects)
    let isWhole = targets.allSatisfy { !$0.isUnchanged && $0.unchanged.isEmpty }
    judged = isWhole ? objects : targets.flatMap(\.judgedObjects)
  }

  /// The targets that are judged.
  package var judgedTargets: [RenderedTarget] { targets.filter { !$0.isUnchanged } }

  /// What rendering had to say that stops nothing.
  package var warnings: [Diagnostic] { judgedTargets.flatMap(\.rendering.warnings) }

  /// Why a controller would refuse what can be looked at all the same.
  package var refusals: [Diagnostic] { judgedTargets.flatMap(\.rendering.refusals) }

  /// Where values stand that nobody knows here.
  package var unknownValues: [Location: UnknownValue] {
    targets.reduce(into: [:]) { $0.merge($1.rendering.unknownValues) { first, _ in first } }
  }

  /// The objects as the targets' builds would print them.
  ///
  /// - Throws: ``PipelineError`` where an object holds what cannot be printed.
  package func text() throws(PipelineError) -> [UInt8] {
    var text: [UInt8] = []
    for target in targets where !target.rendering.objects.isEmpty {
      if !text.isEmpty { text += Array("---\n".utf8) }
      do { text += try target.rendering.printed() } catch { throw PipelineError(error.diagnostics) }
    }
    return text
  }
}

/// One target as it renders: its objects with their origins, and the files that made them.
package struct RenderedTarget: Sendable {
  /// What was rendered.
  package let target: Target
  /// What came of it.
  package let rendering: Rendering
  /// The files of its directory that hold no objects, and the objects that stand for others.
  package let omissions: [Omission]
  /// Whether a change leaves it as it is: it is not judged, and stands beside what is.
  package var isUnchanged = false
  /// The identities of the objects that a change leaves as they are where it reaches the target: they are
  /// not judged either.
  package var unchanged: Set<ObjectIdentity> = []
  /// The cluster that it is applied to, by what names it; empty where nothing does.
  package internal(set) var cluster: String
  /// What its controller puts in the place of what its kustomization does to names.
  private let asked: Naming?
  /// What objects that name no namespace are put into.
  private let destination: String?

  package init(_ target: Target, _ rendering: Rendering, omissions: [Omission] = []) {
    self.init(target, rendering, omissions: omissions, naming: nil, destination: nil)
  }

  /// - Parameters:
  ///   - naming: what a controller does to names; of what it says nothing, the kustomization does.
  ///   - destination: the namespace of objects for which neither names one.
  init(
    _ target: Target, _ rendering: Rendering, omissions: [Omission], naming: Naming?,
    destination: String?
  ) {
    self.target = target
    cluster = target.cluster
    self.rendering = rendering
    self.omissions = omissions
    asked = naming
    self.destination = destination
  }

  /// The objects, in the order of the rendered text.
  package var objects: [KubernetesObject] { rendering.objects.map(\.object) }

  /// Those of them that are judged.
  fileprivate var judgedObjects: [KubernetesObject] {
    if isUnchanged { return [] }
    return unchanged.isEmpty ? objects : objects.filter { !unchanged.contains($0.identity) }
  }

  /// What the target's controller or its own kustomization does to names; nothing where neither does.
  package var naming: Naming {
    guard let asked else { return ownNaming }
    let own = ownNaming
    return Naming(
      namespace: asked.namespace ?? own.namespace ?? destination,
      prefix: asked.prefix.isEmpty ? own.prefix : asked.prefix,
      suffix: asked.suffix.isEmpty ? own.suffix : asked.suffix)
  }

  private var ownNaming: Naming {
    let path = rendering.kustomizations.first {
      TreePath.parent(of: $0) == target.directory.path
    }
    let file = path.flatMap { path in rendering.files.first { $0.treePath == path } }
    guard let fields = file?.parsed(as: .kustomize).documents.first?.root else { return Naming() }
    return Naming(
      namespace: fields["namespace"]?.string, prefix: fields["namePrefix"]?.string ?? "",
      suffix: fields["nameSuffix"]?.string ?? "")
  }

  /// What a kustomization puts objects into, before and behind every name.
  package struct Naming: Hashable, Sendable {
    /// The namespace, where it names one.
    package var namespace: String?
    /// What stands before every name; empty for nothing.
    package var prefix = ""
    /// What stands behind every name; empty for nothing.
    package var suffix = ""
  }
}
