import Kustomize

/// Finds what Argo CD applies of the repository, by the Applications and ApplicationSets in it.
struct ArgoDiscovery {
  private let workspace: Workspace

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// The environments of which something stands at or under a directory, with that alone; nil where
  /// Argo CD has nothing there.
  func findings(of directory: String) throws(PipelineError) -> PipelineConfiguration? {
    // A directory of no repository is one by itself.
    let base = workspace.root == "/" ? directory : ""
    guard let fleet = try workspace.fleets.fleet(below: base, in: workspace) else { return nil }
    var configuration = PipelineConfiguration(
      policies: [],
      environments: ArgoGrouping(fleet, named: workspace.directoryName).environments)
    configuration.found = .argo
    configuration.assumedRepository = fleet.assumedRepository
    // What several Applications have from one place is left out once.
    var seen: Set<LeftOut> = []
    configuration.leftOut = fleet.leftOut.filter { seen.insert($0).inserted }
    return base == directory ? configuration : configuration.limited(to: directory)
  }
}
