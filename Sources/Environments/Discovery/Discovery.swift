import Diagnostics
import Kustomize

/// Finds what a tree holds to check: its configuration, or what stands where one would say.
package struct Discovery: Sendable {
  /// Where the configuration is looked for when nobody names another place, the first that is there.
  static let configurations = ["clusters/pipeline.yaml", "pipeline.yaml"]

  /// What decides over all that is checked, beside what a configuration names.
  package static let decisivePlaces = configurations + exemptionLists + ["policies"]

  /// Where exemptions are listed when no configuration is there to say it, the first that is there.
  static let exemptionLists = ["clusters/exemptions.yaml", "exemptions.yaml"]

  private let workspace: Workspace
  private let revisions: [String: String]

  /// - Parameter revisions: commits to read in place of the revisions that environments are, by the names
  ///   of these.
  package init(_ workspace: Workspace, revisions: [String: String] = [:]) {
    self.workspace = workspace
    self.revisions = revisions
  }

  /// What is to be checked in a directory.
  ///
  /// That is what the configuration says; without one, the clusters that Flux reconciles, the
  /// Applications of Argo CD, the directory itself where it holds a kustomization, or the environments that the names of directories tell. Of
  /// a directory inside the tree it is what the tree's configuration has there; else what is found there is checked as the
  /// configuration says of everything. Policies are those of `policies/` where no file names others.
  ///
  /// - Parameters:
  ///   - path: a configuration that must be there; nil for the usual place.
  ///   - directory: the root of what is checked, relative to the tree's; nil for where the workspace
  ///     starts.
  ///   - policies: directories to take instead of those of the configuration.
  /// - Throws: ``PipelineError`` when there is nothing to check, or when the file has errors.
  package func configuration(
    at path: String? = nil, of directory: String? = nil, policies: [String] = []
  ) throws(PipelineError) -> PipelineConfiguration {
    try found(path, directory ?? workspace.start).told(by: workspace.tree).asked(policies)
  }

  /// What single manifests are checked with: the tree's settings and policies, and no environment.
  ///
  /// - Parameter policies: directories to take instead of those of the configuration.
  package func settings(policies: [String] = []) throws(PipelineError) -> PipelineConfiguration {
    try settings(of: workspace.start).asked(policies)
  }

  private func found(
    _ path: String?, _ directory: String
  ) throws(PipelineError) -> PipelineConfiguration {
    if let path {
      guard try workspace.entry(at: path) == .file else {
        throw PipelineError("\(path) is not in \(workspace.name)")
      }
      return try listing(path, below: directory)
    }
    if let place = try place(in: directory) { return try listing(place, below: directory) }
    guard try workspace.isDirectory(directory) else {
      throw PipelineError(
        "\(directory) is not in \(workspace.name)", help: "name a file or a directory that is there"
      )
    }
    var configuration = try settings(of: directory)
    if let limited = configuration.limited(to: directory) { return limited }
    if configuration.file == nil || configuration.findsEnvironments {
      configuration.adopt(try search(directory))
      try configuration.exclude(isWhole: directory == workspace.start)
    } else {
      configuration.adopt(try layout(of: directory))
    }
    return configuration
  }

  /// The environments that the configuration lists and says to be protected; none where it lists none
  /// or has errors.
  ///
  /// One of them is found also where others are not.
  ///
  /// - Parameter path: the configuration's; nil for the usual place.
  package func protectedEnvironments(at path: String?) -> [Environment] {
    guard let place = try? path ?? place(in: workspace.start),
      let file = try? workspace.manifest(at: place)
    else { return [] }
    let decoder = PipelineFileDecoder(directory: TreePath.parent(of: place))
    var resolution = EnvironmentResolution(in: workspace)
    return decoder.decode(file)?.environments.filter(\.isProtected).compactMap {
      try? resolution.environment($0)
    } ?? []
  }

  /// What there is to check in a directory where no file lists it: what Flux reconciles, what Argo CD
  /// applies, or what stands there.
  ///
  /// - Throws: ``PipelineError`` where there is nothing.
  package func search(_ directory: String) throws(PipelineError) -> PipelineConfiguration {
    var found: PipelineConfiguration
    if let flux = try FluxDiscovery(workspace).findings(of: directory) {
      found = flux
    } else if let argo = try ArgoDiscovery(workspace).findings(of: directory) {
      found = argo
    } else {
      found = try layout(of: directory)
    }
    found.searched = directory
    return found
  }

  /// What stands in a directory, whatever a configuration says of it: its kustomization, or the
  /// environments that the names below it tell.
  ///
  /// - Throws: ``PipelineError`` where it holds neither kustomization nor manifest.
  package func layout(of directory: String) throws(PipelineError) -> PipelineConfiguration {
    var configuration = PipelineConfiguration(policies: [], environments: [])
    if try workspace.holdsKustomization(directory) {
      configuration.found = .directory
      configuration.environments = [
        Environment(name: name(of: directory), directory: PathReference(path: directory))
      ]
      return configuration
    }
    if let owner = try owner(of: directory) { return try self.layout(of: owner) }
    let layout = try LayoutDiscovery(workspace).layout(under: directory)
    guard !layout.environments.isEmpty else { throw nothingToCheck(layout) }
    configuration.found = .layout
    configuration.environments = layout.environments
    configuration.leftOut = layout.leftOut
    return configuration
  }

  /// The directory above whose kustomization what stands in a directory is part of: patches and
  /// values are nothing by themselves.
  private func owner(of directory: String) throws(PipelineError) -> String? {
    guard !directory.isEmpty else { return nil }
    let found: [String]
    do { found = try workspace.loader.overlays(under: directory) } catch {
      throw PipelineError(error)
    }
    guard found.isEmpty else { return nil }
    var parent = directory
    while !parent.isEmpty {
      parent = TreePath.parent(of: parent)
      if try workspace.holdsKustomization(parent) { return parent }
    }
    return nil
  }

  /// A configuration that names environments, or leaves them to be found in a directory.
  private func listing(
    _ place: String, below directory: String
  ) throws(PipelineError) -> PipelineConfiguration {
    var configuration = try read(place)
    if configuration.findsEnvironments {
      configuration.adopt(try search(directory))
      try configuration.exclude(isWhole: TreePath.isInside(place, directory))
    }
    guard !configuration.environments.isEmpty else {
      throw PipelineError(
        "\(place) lists no environment, so there is nothing to check",
        help: "list one under environments, as `- {name: staging, path: staging}`")
    }
    return configuration
  }

  private func read(_ place: String) throws(PipelineError) -> PipelineConfiguration {
    let file: SourceFile
    do { file = try workspace.tree.file(at: place, limit: 1 << 20) } catch {
      throw PipelineError(error)
    }
    let decoder = PipelineFileDecoder(directory: TreePath.parent(of: place))
    guard let (decoded, environments) = decoder.decode(file) else {
      throw PipelineError(decoder.diagnostics)
    }
    var configuration = decoded
    var resolution = EnvironmentResolution(in: workspace, revisions: revisions)
    for declaration in environments {
      guard let environment = try resolution.environment(declaration) else { continue }
      configuration.environments.append(environment)
    }
    guard resolution.diagnostics.isEmpty else { throw PipelineError(resolution.diagnostics) }
    configuration.leftOut = resolution.leftOut
    if !configuration.findsEnvironments { try configuration.exclude(isWhole: true) }
    return configuration
  }

  /// The configuration that stands in a directory.
  private func place(in directory: String) throws(PipelineError) -> String? {
    for place in Self.configurations.map({ TreePath.join(directory, $0) })
    where try workspace.entry(at: place) == .file {
      guard let file = try workspace.manifest(at: place), !Self.isForeign(file) else { continue }
      return place
    }
    return nil
  }

  /// Whether the file is one of another program: many call theirs pipeline.yaml.
  static func isForeign(_ file: SourceFile) -> Bool {
    !ByteMark("sluice.dev/").isIn(file.bytes)
      && TreePath.name(of: TreePath.parent(of: file.path)) != "clusters"
  }

  /// What the tree's configuration says; where there is none, the policies of `policies/` in the
  /// directory or the tree.
  private func settings(of directory: String) throws(PipelineError) -> PipelineConfiguration {
    if let place = try place(in: workspace.start) { return try read(place) }
    let own = try policyDirectory(of: directory)
    return PipelineConfiguration(
      policies: own.isEmpty ? try policyDirectory(of: workspace.start) : own, environments: [])
  }

  private func policyDirectory(
    of directory: String
  ) throws(PipelineError) -> [PathReference] {
    let path = TreePath.join(directory, "policies")
    guard try workspace.entry(at: path) == .directory else { return [] }
    return [PathReference(path: path)]
  }

  private func name(of directory: String) -> String {
    directory.isEmpty ? "." : TreePath.name(of: directory)
  }

  private func nothingToCheck(_ layout: LayoutDiscovery.Layout) -> PipelineError {
    layout.leftOut.nothingButCharts(in: workspace.name)
      ?? PipelineError(
        "there is nothing to check in \(workspace.name): it holds no kustomization and no manifest",
        help: "name a directory that holds some, or pipe manifests to sluice check -")
  }
}

extension PipelineConfiguration {
  /// Takes over which environments there are, and what says so.
  fileprivate mutating func adopt(_ other: PipelineConfiguration) {
    found = other.found
    environments = other.environments
    leftOut = other.leftOut
    searched = other.searched
    assumedRepository = other.assumedRepository
  }

  /// The configuration whose targets stand where the tree says that they do.
  fileprivate func told(by tree: any FileTree) -> PipelineConfiguration {
    var configuration = self
    for environment in environments.indices {
      for target in environments[environment].targets.indices {
        let path = environments[environment].targets[target].directory.path
        configuration.environments[environment].targets[target].directory.shown = tree.shown(path)
      }
    }
    return configuration
  }

  /// The configuration under the policies that somebody asked for, if any.
  fileprivate func asked(_ policies: [String]) -> PipelineConfiguration {
    guard !policies.isEmpty else { return self }
    var configuration = self
    configuration.policies = policies.map { PathReference(path: $0) }
    configuration.builtInPolicies = []
    (configuration.arePoliciesNamed, configuration.policiesAreAsked) = (true, true)
    return configuration
  }
}
