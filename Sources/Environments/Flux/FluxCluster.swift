import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// What Flux makes of the repository for one cluster.
struct FluxCluster: Sendable {
  /// The Kustomizations of this repository, each behind those that it depends on.
  var members: [Member]
  /// What the cluster takes from elsewhere, and what is not rendered.
  var leftOut: [LeftOut]
  var controller: FluxController

  /// A Kustomization with what it applies.
  struct Member: Sendable {
    var kustomization: FluxKustomization
    /// The directory in the repository.
    var directory: String
    var result: Result<Rendering, PipelineError>
  }

  /// What a Kustomization applies.
  ///
  /// - Throws: ``PipelineError`` where it cannot be built, or is not there.
  func rendering(of target: FluxTarget) throws(PipelineError) -> Rendering {
    guard let member = members.first(where: { $0.kustomization.id == target.id }) else {
      throw PipelineError(
        "\(target.root.path.isEmpty ? "." : target.root.path) does not lead to Kustomization "
          + "\(target.id)")
    }
    return try member.result.get()
  }

  /// The cluster that a Kustomization applies to, by what holds the way there; empty for its own.
  func cluster(of target: FluxTarget) -> String {
    let member = members.first { $0.kustomization.id == target.id }
    let access = member?.kustomization.spec["kubeConfig"]
    return (access?["secretRef"] ?? access?["configMapRef"])?["name"]?.scalarText ?? ""
  }
}

/// Goes from a cluster's first Kustomization to all that it brings.
struct FluxReconciliation {
  private let root: FluxRoot
  private let workspace: Workspace
  private let renderer: Renderer
  private var objects = FluxObjects()
  private var pending: [FluxKustomization] = []
  private var known: Set<FluxIdentity> = []
  private var cluster = FluxCluster(
    members: [], leftOut: [], controller: FluxController(among: FluxObjects()))

  private init(_ root: FluxRoot, _ workspace: Workspace, _ renderer: Renderer) {
    self.root = root
    self.workspace = workspace
    self.renderer = renderer
  }

  /// What the tree makes of the cluster.
  ///
  /// - Throws: ``PipelineError`` where the first Kustomization is not there; what others fail at is
  ///   part of the result.
  static func cluster(
    of root: FluxRoot, in workspace: Workspace, renderer: Renderer
  ) throws(PipelineError) -> FluxCluster {
    var reconciliation = FluxReconciliation(root, workspace, renderer)
    try reconciliation.run()
    return reconciliation.cluster
  }

  private mutating func run() throws(PipelineError) {
    let first = try root.kustomization(in: workspace)
    add(first)
    while let next = next(first.source) {
      let kustomization = pending.remove(at: next)
      let ignore = sources(first.source).ignore(of: first.source)
      build(kustomization, first.source)
      guard kustomization.id == first.id else { continue }
      // The first one brings itself, maybe patched, and its source, which may leave files out.
      let itself = applied(first.id) ?? kustomization
      guard
        !itself.spec.isEqual(to: first.spec)
          || sources(first.source).ignore(of: first.source) != ignore
      else { continue }
      cluster.members.removeLast()
      build(itself, first.source)
    }
    for kustomization in pending {
      let source = kustomization.source
      leave(
        kustomization, of: "\(source.kind) \(source.id)",
        "Kustomizations whose source is not in the repository")
    }
    noteCharts()
    noteDependencies()
    noteValues()
    cluster.settleWarnings()
    cluster.members = cluster.members.inOrderOfDependencies
  }

  private func applied(_ id: FluxIdentity) -> FluxKustomization? {
    objects[FluxKustomization.group, "Kustomization", id].flatMap(FluxKustomization.init)
  }

  private mutating func add(_ kustomization: FluxKustomization) {
    if known.insert(kustomization.id).inserted { pending.append(kustomization) }
  }

  private func sources(_ first: FluxSourceReference) -> FluxSources {
    FluxSources(root: first, base: root.base, among: objects, remotes: workspace.remotes)
  }

  /// The next one to build: of those whose source is known, one whose variables are there if there is
  /// one.
  private func next(_ first: FluxSourceReference) -> Int? {
    let sources = sources(first)
    let ready = pending.indices.filter { index in
      if case .unknown = sources.meaning(of: pending[index].source) { return false }
      return true
    }
    return ready.first { !FluxVariables.lacksSource(pending[$0], among: objects) } ?? ready.first
  }

  private mutating func build(_ kustomization: FluxKustomization, _ first: FluxSourceReference) {
    let artifact: FluxArtifact
    switch sources(first).meaning(of: kustomization.source) {
    case .here(let meant): artifact = meant
    case .elsewhere(let place):
      return leave(kustomization, of: place, "Kustomizations whose files are elsewhere")
    case .unknown: return
    }
    let directory = ArtifactTree.source(of: kustomization.path, by: artifact.copies)
    let result = Result { () throws(PipelineError) in
      let loader = workspace.clusters.loader(of: artifact, in: workspace)
      guard (try? loader.tree.entry(at: kustomization.path)) == .directory else {
        throw PipelineError([.missingPath(kustomization)])
      }
      return try FluxBuild(kustomization, renderer: renderer, loader: loader)
        .rendering(among: objects, controller: cluster.controller)
    }
    cluster.members.append(
      .init(
        kustomization: kustomization, directory: directory ?? kustomization.path, result: result))
    guard case .success(let rendering) = result else { return }
    for rendered in rendering.objects { objects.add(rendered.object) }
    cluster.controller = FluxController(among: objects)
    for rendered in rendering.objects {
      if let nested = FluxKustomization(rendered.object) { add(nested) }
    }
  }

  private mutating func leave(
    _ kustomization: FluxKustomization, of source: String, _ reason: String
  ) {
    cluster.leftOut.append(
      LeftOut(
        .target, because: reason, "Kustomization \(kustomization.id) of \(source)",
        at: kustomization.place))
  }

  /// Warns of Kustomizations that wait for ever: for one that the cluster does not have, or for
  /// themselves.
  private mutating func noteDependencies() {
    let waits = Dictionary(
      cluster.members.map { ($0.kustomization.id, $0.kustomization.dependencies) },
      uniquingKeysWith: { first, _ in first })
    for index in cluster.members.indices {
      let kustomization = cluster.members[index].kustomization
      guard case .success(var rendering) = cluster.members[index].result else { continue }
      let entries = kustomization.spec["dependsOn"]?.elements ?? []
      for (entry, dependency) in zip(entries, kustomization.dependencies) {
        let place = entry["name"]?.origin.location ?? kustomization.place
        if !known.contains(dependency) {
          rendering.warnings.append(
            .missingDependency(of: kustomization, on: dependency, isCircular: false, at: place))
        } else if waits.leads(from: dependency, to: kustomization.id) {
          rendering.warnings.append(
            .missingDependency(of: kustomization, on: dependency, isCircular: true, at: place))
        }
      }
      cluster.members[index].result = .success(rendering)
    }
  }

  /// Warns of HelmReleases whose values are not there.
  private mutating func noteValues() {
    var values = FluxValues(among: objects)
    for index in cluster.members.indices {
      guard case .success(var rendering) = cluster.members[index].result else { continue }
      let findings = rendering.objects.flatMap { values.findings(of: $0.object) }
      guard !findings.isEmpty else { continue }
      rendering.warnings += findings
      cluster.members[index].result = .success(rendering)
    }
  }

  private mutating func noteCharts() {
    for member in cluster.members {
      cluster.leftOut += (try? member.result.get())?.leftOut ?? []
    }
  }
}

extension Rendering {
  /// The objects that stand for others, which nothing here makes: charts and templates.
  var leftOut: [LeftOut] {
    let reasons = [
      "HelmRelease.\(FluxValues.group)": "the charts of HelmReleases",
      "ResourceSet.fluxcd.controlplane.io": "the templates of ResourceSets",
    ]
    return objects.map(\.object).compactMap { object in
      reasons["\(object.kind).\(object.gvk.group)"].map { reason in
        LeftOut(
          .expansion, because: reason, object.identity.description,
          at: object.metadata?["name"]?.origin.location ?? object.location)
      }
    }
  }
}

extension [FluxCluster.Member] {
  /// Each behind those that it depends on, as far as there are; otherwise in the order as it is.
  fileprivate var inOrderOfDependencies: [FluxCluster.Member] {
    var waiting = self
    var result: [FluxCluster.Member] = []
    while !waiting.isEmpty {
      let names = Set(waiting.map(\.kustomization.id))
      // Where all wait for each other, Flux never applies them; any order will do.
      let next =
        waiting.firstIndex { $0.kustomization.dependencies.allSatisfy { !names.contains($0) } } ?? 0
      result.append(waiting.remove(at: next))
    }
    return result
  }
}

extension Diagnostic {
  fileprivate static func missingPath(_ kustomization: FluxKustomization) -> Diagnostic {
    Diagnostic(
      rule: .missingPath, severity: .error,
      message:
        "Kustomization \(kustomization.id) builds \(kustomization.path), which is no directory "
        + "of its source", primary: kustomization.place,
      help: "write a path from the root of the repository")
  }
}

extension Diagnostic {
  fileprivate static func missingDependency(
    of kustomization: FluxKustomization, on dependency: FluxIdentity, isCircular: Bool,
    at place: Location?
  ) -> Diagnostic {
    Diagnostic(
      rule: .missingDependency, severity: .warning,
      message: "Kustomization \(kustomization.id) waits for \(dependency), "
        + (isCircular ? "which waits for it" : "which the cluster does not have"), primary: place,
      help: "Flux applies it only when all that it depends on is ready")
  }
}

extension [FluxIdentity: [FluxIdentity]] {
  /// Whether one follows from another, step by step.
  fileprivate func leads(from start: FluxIdentity, to end: FluxIdentity) -> Bool {
    var seen: Set<FluxIdentity> = []
    var waiting = [start]
    while let next = waiting.popLast() {
      if next == end { return true }
      if seen.insert(next).inserted { waiting += self[next] ?? [] }
    }
    return false
  }
}

extension RuleID {
  /// A Kustomization of Flux that waits for one that never comes.
  static let missingDependency: RuleID = "flux/missing-dependency"
  /// A Kustomization of Flux whose path leads nowhere.
  static let missingPath: RuleID = "flux/missing-path"
}
