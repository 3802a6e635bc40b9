import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Finds the clusters that Flux reconciles from the repository, and all that they reach.
///
/// A cluster begins with a Kustomization that builds the directory in which it stands itself, as
/// `flux bootstrap` writes it; with a FluxInstance of Flux's operator; with a directory that holds
/// `flux-system/`, whose files bootstrapping has yet to fill; or, where there is none of these, with
/// the directories that hold Kustomizations which no other one reaches.
struct FluxDiscovery {
  private let workspace: Workspace

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// The environments of the clusters that stand at or under a directory, or what all clusters have
  /// there; nil where Flux has nothing there.
  func findings(of directory: String) throws(PipelineError) -> PipelineConfiguration? {
    // A directory of no repository is one by itself.
    let base = workspace.root == "/" ? directory : ""
    let declared = declarations(below: base)
    guard !declared.isEmpty else { return nil }
    let all = try roots(of: declared, base: base)
    let inner = all.filter { base == directory || TreePath.isInside($0.path, directory) }
    let roots = inner.isEmpty ? all : inner
    let found = try clusters(of: roots)
    guard !found.isEmpty else { return nil }
    var configuration = PipelineConfiguration(
      policies: [], environments: FluxGrouping(found).environments)
    configuration.found = .flux
    let within = declared.filter { TreePath.isInside($0.file.path, directory) }
    let leftOut = found.flatMap(\.cluster.leftOut) + unreached(within, from: found)
    // What several clusters have from one place is left out once.
    var seen: Set<LeftOut> = []
    configuration.leftOut = leftOut.filter { seen.insert($0).inserted }
    return inner.isEmpty ? configuration.limited(to: directory) : configuration
  }

  /// What is declared and no cluster has.
  private func unreached(
    _ declared: [Declaration], from found: [(root: FluxRoot, cluster: FluxCluster)]
  ) -> [LeftOut] {
    var reached = Set(found.compactMap(\.root.file))
    for member in found.flatMap(\.cluster.members) {
      reached.formUnion((try? member.result.get())?.files.map(\.path) ?? [])
    }
    return declared.filter { !reached.contains($0.file.path) }.map { declaration in
      LeftOut(
        .directory, because: "Kustomizations that no cluster brings",
        "Kustomization \(declaration.kustomization.id)", at: declaration.kustomization.place)
    }
  }

  /// A Kustomization as a file has it.
  private struct Declaration {
    var kustomization: FluxKustomization
    var file: SourceFile
    /// Relative to the repository's root.
    var directory: String
    /// Whether Flux's operator makes it.
    var isOperators: Bool

    /// Whether all may begin here: with what builds the directory that it stands in, or with what the
    /// operator makes.
    ///
    /// What builds all of a source says nothing of which: only what bootstrapping writes is then taken
    /// to mean this repository.
    var mayBeRoot: Bool {
      guard kustomization.source.kind == "GitRepository" else { return false }
      if isOperators { return true }
      guard !kustomization.path.isEmpty else {
        return kustomization.source.id == FluxRoot.standardID
      }
      return TreePath.isInside(directory, kustomization.path)
    }
  }

  private func declarations(below base: String) -> [Declaration] {
    let places = workspace.search.manifests(under: base, mentioning: [.flux, .fluxOperator])
    let prefix = base.isEmpty ? 0 : base.utf8.count + 1
    return places.flatMap { place -> [Declaration] in
      guard let file = try? workspace.tree.file(at: place, limit: Limits.standard.bytes) else {
        return []
      }
      // What is no manifest, as a template, declares nothing.
      let objects = (try? Manifests.objects(of: file)) ?? []
      let path = String(decoding: place.utf8.dropFirst(prefix), as: UTF8.self)
      return objects.compactMap { object -> Declaration? in
        // What names no source is a patch of one that does.
        guard let kustomization = FluxRoot.kustomization(object),
          kustomization.spec["sourceRef"] != nil
        else { return nil }
        return Declaration(
          kustomization: kustomization, file: file, directory: TreePath.parent(of: path),
          isOperators: object.kind == "FluxInstance")
      }
    }
  }

  private func roots(
    of declared: [Declaration], base: String
  ) throws(PipelineError) -> [FluxRoot] {
    var roots: [FluxRoot] = declared.filter(\.mayBeRoot).map { declaration in
      FluxRoot(
        id: declaration.kustomization.id, path: declaration.kustomization.path,
        file: declaration.file.path, base: base)
    }
    for directory in try bootstrapped(declared, base: base)
    where !roots.contains(where: { $0.path == directory }) {
      roots.append(FluxRoot(id: FluxRoot.standardID, path: directory, file: nil, base: base))
    }
    if roots.isEmpty {
      var here: [Declaration] = []
      for declaration in declared where try isHere(declaration, base: base) {
        here.append(declaration)
      }
      roots = topmost(here).map {
        FluxRoot(id: FluxRoot.standardID, path: $0, file: nil, base: base)
      }
    }
    return roots.sorted { ($0.depth, $0.path, $0.id) < ($1.depth, $1.path, $1.id) }
  }

  /// The clusters, without those that begin at what another one brings.
  private func clusters(
    of roots: [FluxRoot]
  ) throws(PipelineError) -> [(root: FluxRoot, cluster: FluxCluster)] {
    var found: [(root: FluxRoot, cluster: FluxCluster)] = []
    var brought: Set<Brought> = []
    for root in roots {
      if let file = root.file, brought.contains(Brought(id: root.id, file: file)) { continue }
      let cluster = try workspace.clusters.cluster(
        of: root, in: workspace, recordsHistory: false)
      found.append((root, cluster))
      for member in cluster.members {
        guard let file = member.kustomization.object.location?.file.path else { continue }
        brought.insert(Brought(id: member.kustomization.id, file: file))
      }
    }
    return found
  }

  /// A Kustomization that a cluster has, by where it is declared.
  private struct Brought: Hashable {
    var id: FluxIdentity
    var file: String
  }

  /// The directories above Kustomizations that hold `flux-system/` with files of bootstrapping.
  private func bootstrapped(
    _ declared: [Declaration], base: String
  ) throws(PipelineError) -> [String] {
    var found: Set<String> = []
    for declaration in declared {
      var directory = declaration.directory
      while true {
        let system = TreePath.join(TreePath.join(base, directory), "flux-system")
        for name in ["gotk-sync.yaml", "gotk-components.yaml"]
        where try workspace.entry(at: TreePath.join(system, name)) == .file {
          found.insert(directory)
        }
        guard !directory.isEmpty else { break }
        directory = TreePath.parent(of: directory)
      }
    }
    return found.sorted()
  }

  /// Whether what a Kustomization builds is in the tree, which is to say that it may mean this one.
  private func isHere(_ declaration: Declaration, base: String) throws(PipelineError) -> Bool {
    let path = declaration.kustomization.path
    guard declaration.kustomization.source.kind == "GitRepository", !path.isEmpty else {
      return false
    }
    return try workspace.isDirectory(TreePath.join(base, path))
  }

  /// The directories of Kustomizations that stand in no directory that another one builds, and below
  /// no other such directory.
  private func topmost(_ declared: [Declaration]) -> [String] {
    let built = declared.map(\.kustomization.path)
    let free = Set(declared.map(\.directory)).filter { directory in
      !built.contains { TreePath.isInside(directory, $0) }
    }
    return free.filter { directory in
      !free.contains { $0 != directory && TreePath.isInside(directory, $0) }
    }.sorted()
  }
}
