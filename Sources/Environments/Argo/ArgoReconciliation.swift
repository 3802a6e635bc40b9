import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// Goes from the Applications that nothing brings to all that these bring.
///
/// They stand in kustomizations on which no other builds, or in manifests that no kustomization has. An
/// Application of Applications is followed, each once, so that a circle ends.
struct ArgoReconciliation {
  private let base: String
  private let declarations: ArgoDeclarations
  private let repository: ArgoRepository
  private let loader: Loader
  private let charts: HelmCommand?
  private var renderer = Renderer()
  private var fleet = ArgoFleet()
  private var known: Set<ArgoTarget> = []
  private var expanded: Set<Expansion> = []
  /// What Applications bring, of which nothing is where all begins.
  private var brought: Set<String> = []
  private var waiting: [Arrival] = []
  /// The files that say what projects permit.
  private var sayPermissions: [String] = []
  /// What is there for other clusters alone, as it seems.
  private var absent: [LeftOut] = []

  /// An Application that is yet to be looked at.
  private struct Arrival {
    var application: ArgoApplication
    var way: Way
  }

  /// What is known where an Application is met.
  private struct Way {
    /// The files and directories that say that it is there.
    var declaredBy: Set<String>
    var clusters: [ArgoCluster]
    /// What brings the Application, by its place in the fleet.
    var bringer = 0
  }

  /// Something whose objects were looked at: what is built, and how.
  private struct Expansion: Hashable {
    var directory: String
    var options: String
    var clusters: [ArgoCluster]
  }

  /// Far above any honest number of Applications.
  private static let limit = 20_000

  private init(_ declarations: ArgoDeclarations, below base: String, in workspace: Workspace) {
    self.base = base
    self.declarations = declarations
    let tree = workspace.tree
    let ownership = ArgoOwnership(
      remotes: workspace.remotes, declared: declarations.files.values.flatMap(\.self)
    ) { path in
      (try? tree.entry(at: TreePath.cleaned(TreePath.join(base, path)))) == .directory
    }
    repository = ArgoRepository(tree, base: base) { ownership.isOwn($0) }
    loader = workspace.loader
    charts = workspace.charts
    fleet.assumedRepository = ownership.assumed
    fleet.options = declarations.options
    renderer.loadRestrictor = declarations.options.loadRestrictor ?? workspace.loadRestrictor
  }

  /// What Argo CD makes of the repository; nil where no Application builds something of it.
  static func fleet(
    below base: String, in workspace: Workspace
  ) throws(PipelineError) -> ArgoFleet? {
    let declarations = ArgoDeclarations(below: base, in: workspace)
    guard !declarations.files.isEmpty else { return nil }
    var reconciliation = ArgoReconciliation(declarations, below: base, in: workspace)
    try reconciliation.run()
    let fleet = reconciliation.fleet
    return fleet.members.contains { $0.application != nil } ? fleet : nil
  }

  private mutating func run() throws(PipelineError) {
    let built: (overlays: [String], components: [String], all: [String])
    do { built = try loader.kustomizations(under: base) } catch { throw PipelineError(error) }
    begin(with: built.overlays)
    while let next = waiting.popLast() { visit(next) }
    fleet.members.removeAll { member in
      switch member.content {
      case .kustomization: brought.contains(member.target.directory)
      case .manifests(let paths): brought.isSuperset(of: paths)
      case .application: false
      }
    }
    judgeByProjects()
    fleet.declarations = fleet.members.reduce(into: Set(declarations.files.keys)) {
      $0.formUnion($1.declaredBy)
    }
    fleet.settle()
    leaveOut(built.overlays)
  }

  // MARK: Where all begins

  private mutating func begin(with overlays: [String]) {
    var used: Set<String> = []
    var roots: [(member: ArgoFleet.Member, objects: [KubernetesObject])] = []
    for directory in overlays {
      let places = loader.places(builtFrom: directory)
      let holdsDeclarations = holdDeclarations(places)
      guard holdsDeclarations || hold(declarations.directoriesOfProjects, places) else { continue }
      // What cannot be rendered says so where it is checked.
      let rendering = try? renderer.render(directory: directory, with: loader)
      if let rendering {
        used.formUnion(rendering.files.map(\.treePath))
        let objects = rendering.objects.map(\.object)
        if fleet.permissions.add(objects) {
          sayPermissions += rendering.files.map(\.treePath) + rendering.kustomizations
        }
        guard holdsDeclarations, objects.contains(where: ArgoDeclarations.declares) else {
          continue
        }
        roots.append((root(.kustomization, at: directory, declaredBy: places), objects))
      } else {
        used.formUnion(
          declarations.files.keys.filter { path in
            places.contains { TreePath.isInside(path, $0) }
          })
      }
    }
    for (path, projects) in declarations.projects.sorted(by: { $0.key < $1.key })
    where !used.contains(path) {
      fleet.permissions.add(projects)
      sayPermissions.append(path)
    }
    let loose = declarations.files.keys.filter { !used.contains($0) }.sorted()
    for directory in Set(loose.map(TreePath.parent)).sorted() {
      let paths = loose.filter { TreePath.parent(of: $0) == directory }
      let objects = paths.flatMap { declarations.files[$0] ?? [] }
      roots.append((root(.manifests(paths), at: directory, declaredBy: Set(paths)), objects))
    }
    let clusters = declarations.clusters.filter { !used.contains($0.path) }.map(\.cluster)
    for (member, objects) in roots {
      fleet.members.append(member)
      take(
        objects, from: fleet.members.count - 1,
        Way(declaredBy: member.declaredBy, clusters: clusters))
    }
  }

  private func root(
    _ content: ArgoFleet.Member.Content, at directory: String, declaredBy places: Set<String>
  ) -> ArgoFleet.Member {
    ArgoFleet.Member(
      target: ArgoTarget(application: "", directory: directory, base: base), content: content,
      declaredBy: places)
  }

  private func holdDeclarations(_ places: Set<String>) -> Bool {
    hold(declarations.directories, places)
  }

  private func hold(_ directories: Set<String>, _ places: Set<String>) -> Bool {
    directories.contains { directory in
      places.contains { TreePath.isInside(directory, $0) }
    }
  }

  // MARK: Applications

  /// Takes the Applications among objects, and what ApplicationSets among them make.
  private mutating func take(_ objects: [KubernetesObject], from index: Int, _ way: Way) {
    var way = way
    way.bringer = index
    way.clusters += objects.compactMap { ArgoCluster($0) }
    var arrivals: [Arrival] = []
    for object in objects where ArgoDeclarations.declares(object) {
      if let application = ArgoApplication(object) {
        arrivals.append(Arrival(application: application, way: way))
        continue
      }
      let expansion = ApplicationSetExpansion(
        object, repository: repository, clusters: way.clusters.isEmpty ? nil : way.clusters)
      arrivals += expansion.applications.compactMap { made in
        var way = way
        // Files that a generator read are among what says what is built.
        made.parameters.entries.forEach { $0.value.addFiles(to: &way.declaredBy) }
        return ArgoApplication(made.object, parameters: made.parameters).map {
          Arrival(application: $0, way: way)
        }
      }
      for failure in expansion.failures { note(failure, of: object, in: index) }
    }
    waiting += arrivals.reversed()
  }

  private mutating func note(
    _ failure: GenerationFailure, of set: KubernetesObject, in index: Int
  ) {
    let place = failure.place ?? set.location
    let name = set.namespace.isEmpty ? set.name : "\(set.namespace)/\(set.name)"
    guard let outside = failure.outside else {
      fleet.members[index].findings.append(
        .generator("ApplicationSet \(name) makes no Applications: \(failure.message)", at: place))
      return
    }
    fleet.leftOut.append(LeftOut(.target, because: outside, "ApplicationSet \(name)", at: place))
  }

  private mutating func visit(_ arrival: Arrival) {
    let application = arrival.application
    fleet.members[arrival.way.bringer].applications.append((application, arrival.way.clusters))
    for (index, source) in application.sources.enumerated() where !source.isReferenceAlone {
      guard source.chart.isEmpty else {
        leave(application, of: "chart \(source.chart)", LeftOut.charts, at: source.place)
        continue
      }
      guard repository.isOwn(source.url) else {
        leave(
          application, of: UnknownParameter.shown(source.url),
          "Applications whose files are elsewhere", at: source.place)
        continue
      }
      let meanings = ArgoPaths(repository, loader).meanings(of: source.path)
      if meanings.isEmpty { noteAbsence(of: application, source) }
      for meaning in meanings {
        let bound = application.binding(meaning.words)
        let sources = bound.sources
        guard sources.indices.contains(index) else { continue }
        visit(bound, sources[index], at: meaning.path, arrival.way)
      }
    }
  }

  private mutating func visit(
    _ application: ArgoApplication, _ source: ArgoSource, at path: String, _ way: Way
  ) {
    let directory = repository.place(path)
    let isUsual = ArgoTarget.usualRevisions.contains(source.revision)
    let target = ArgoTarget(
      application: application.shown, directory: directory, base: base,
      revision: isUsual ? "" : UnknownParameter.shown(source.revision))
    guard fleet.members.count < Self.limit, known.insert(target).inserted else { return }
    let isThere = repository.isDirectory(path)
    if !isThere {
      if UnknownParameter.isIn(Node(application.parameters)) {
        return noteAbsence(of: application, source)
      }
      guard isUsual else {
        return leave(application, of: path, "Applications of other revisions", at: source.place)
      }
    }
    let options = ["kustomize", "directory", "helm"].compactMap { source.node[$0] }
    guard !options.contains(where: UnknownParameter.isIn) else {
      return leave(
        application, of: path, "Applications whose options only the cluster knows",
        at: source.place)
    }
    var member = ArgoFleet.Member(
      target: target, content: .application(application, source), declaredBy: way.declaredBy)
    member.clusters = way.clusters
    let build = ArgoBuild(
      application, source, at: directory, renderer: renderer, loader: loader, charts: charts)
    if isThere, let tool = try? build.tool() {
      member.tool = tool
      if tool == .helm, charts == nil {
        return leave(application, of: path, LeftOut.charts, at: source.place)
      }
      if tool == .plugin {
        return leave(application, of: path, "plugins, which are not run", at: source.place)
      }
    }
    fleet.members.append(member)
    if isThere { follow(member, options, way) }
  }

  private mutating func follow(_ member: ArgoFleet.Member, _ options: [Node], _ way: Way) {
    let directory = member.target.directory
    let places = loader.places(builtFrom: directory)
    guard holdDeclarations(places) else { return }
    let expansion = Expansion(
      directory: directory, options: options.map(\.json).joined(), clusters: way.clusters)
    guard expanded.insert(expansion).inserted,
      let rendering = try? member.rendering(renderer, loader, charts: charts).rendering
    else { return }
    brought.formUnion(rendering.files.map(\.treePath))
    brought.formUnion(rendering.kustomizations.map(TreePath.parent))
    var way = way
    way.declaredBy.formUnion(places)
    take(rendering.objects.map(\.object), from: fleet.members.count - 1, way)
  }

  /// Says of each Application what its project does not permit, where it is brought from.
  private mutating func judgeByProjects() {
    for index in fleet.members.indices {
      fleet.members[index].declaredBy.formUnion(sayPermissions)
      for (application, clusters) in fleet.members[index].applications {
        fleet.members[index].findings += fleet.permissions.findings(on: application, of: clusters)
      }
    }
  }

  // MARK: What is left out

  private mutating func leave(
    _ application: ArgoApplication, of source: String, _ reason: String, at place: Location?
  ) {
    fleet.leftOut.append(
      LeftOut(
        .target, because: reason, "Application \(application.shown) of \(source)", at: place))
  }

  /// Notes an Application of a cluster that no file describes: it may not be there at all.
  private mutating func noteAbsence(of application: ArgoApplication, _ source: ArgoSource) {
    absent.append(
      LeftOut(
        .target, because: "Applications of clusters that have no directory",
        "Application \(application.shown) of \(UnknownParameter.shown(source.path))",
        at: source.place))
  }

  private mutating func leaveOut(_ overlays: [String]) {
    // What is there for one cluster is not asked of every other.
    var met = Set(fleet.members.compactMap(\.place))
    for item in absent {
      if let place = item.location, !met.insert(place).inserted { continue }
      fleet.leftOut.append(item)
    }
    let built = fleet.members.reduce(into: Set<String>()) {
      $0.formUnion(loader.places(builtFrom: $1.target.directory))
    }
    fleet.leftOut += overlays.filter { !built.contains($0) }.map {
      LeftOut(
        .directory, because: "kustomizations that no Application builds; `sluice check DIR` does",
        $0, at: nil)
    }
    fleet.leftOut += declarations.charts.map {
      LeftOut(.directory, because: LeftOut.charts, $0, at: nil)
    }
  }
}

extension Diagnostic {
  fileprivate static func generator(_ message: String, at place: Location?) -> Diagnostic {
    Diagnostic(
      rule: .argoGenerator, severity: .error, message: message, primary: place,
      help: "Argo CD reports it in the ApplicationSet's conditions")
  }
}

extension Node {
  /// Adds the files in which the values stand.
  fileprivate func addFiles(to files: inout Set<String>) {
    if let file = origin.location?.file { files.insert(file.treePath) }
    for entry in mapping?.entries ?? [] { entry.value.addFiles(to: &files) }
    for element in elements ?? [] { element.addFiles(to: &files) }
  }
}
