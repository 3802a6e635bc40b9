import Diagnostics
import Kustomize

/// Finds what a tree holds to check: its configuration, or what stands where one would say.
package struct Discovery: Sendable {
  /// Where the configuration is looked for when nobody names another place.
  package static let standardConfiguration = "clusters/pipeline.yaml"

  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// What is to be checked in a directory.
  ///
  /// That is what the configuration says; without one, the directory itself where it holds a
  /// kustomization or manifests, or each directory of `clusters/` that holds a kustomization: then
  /// `staging` promotes to `production`, and `policies/` holds the policies.
  ///
  /// - Parameters:
  ///   - path: a configuration that must be there; nil for the usual place.
  ///   - directory: the root of what is checked, relative to the tree's.
  ///   - policies: directories to take instead of those of the configuration.
  /// - Throws: ``PipelineError`` when there is nothing to check, or when the file has errors.
  package func configuration(
    at path: String? = nil, of directory: String = "", policies: [String] = []
  ) throws(PipelineError) -> PipelineConfiguration {
    var configuration = try found(path, directory)
    if !policies.isEmpty {
      configuration.policies = policies.map { PathReference(path: $0) }
    }
    return configuration
  }

  private func found(
    _ path: String?, _ directory: String
  ) throws(PipelineError) -> PipelineConfiguration {
    let place = path ?? TreePath.join(directory, Self.standardConfiguration)
    if try workspace.entry(at: place) == .file { return try read(place) }
    if let path { throw PipelineError("\(path) is not in \(workspace.name)") }
    if try workspace.holdsKustomization(directory) { return try single(directory) }
    let clusters = TreePath.join(directory, "clusters")
    if try workspace.entry(at: clusters) == .directory {
      return try overlays(in: clusters, of: directory)
    }
    guard try workspace.entry(at: directory) == .directory else {
      throw nothingToCheck("\(directory) is not a directory")
    }
    guard try workspace.names(in: directory).contains(where: Manifests.isManifest) else {
      throw nothingToCheck(
        "it has no \(Self.standardConfiguration), no clusters/, no kustomization and no manifest")
    }
    return try single(directory)
  }

  private func read(_ place: String) throws(PipelineError) -> PipelineConfiguration {
    let file: SourceFile
    do { file = try workspace.tree.file(at: place, limit: 1 << 20) } catch {
      throw PipelineError(error)
    }
    let decoder = PipelineFileDecoder(directory: TreePath.parent(of: place))
    guard let configuration = decoder.decode(file) else {
      throw PipelineError(decoder.diagnostics)
    }
    guard !configuration.environments.isEmpty else {
      throw PipelineError("\(place) lists no environment, so there is nothing to check")
    }
    return configuration
  }

  /// What a stream of manifests is checked with: no environment, and `policies` or the tree's.
  package func configurationForStream(
    policies: [String]
  ) throws(PipelineError) -> PipelineConfiguration {
    let given = policies.map { PathReference(path: $0) }
    return PipelineConfiguration(
      policies: given.isEmpty ? try standardPolicies() : given, environments: [])
  }

  /// The policies that the tree's configuration names, or else those of `policies/`.
  private func standardPolicies() throws(PipelineError) -> [PathReference] {
    guard try workspace.entry(at: Self.standardConfiguration) == .file else {
      return try policyDirectory(of: "")
    }
    return try read(Self.standardConfiguration).policies
  }

  /// The directory as the one environment, under the tree's policies.
  private func single(_ directory: String) throws(PipelineError) -> PipelineConfiguration {
    let name = directory.isEmpty ? "." : TreePath.name(of: directory)
    return PipelineConfiguration(
      policies: try standardPolicies(),
      environments: [
        Environment(
          name: name, directory: PathReference(path: directory))
      ])
  }

  private func overlays(
    in clusters: String, of directory: String
  ) throws(PipelineError) -> PipelineConfiguration {
    var found: [String] = []
    for name in try workspace.names(in: clusters)
    where try workspace.holdsKustomization(TreePath.join(clusters, name)) {
      found.append(name)
    }
    guard !found.isEmpty else {
      throw nothingToCheck("no directory of \(clusters) holds a kustomization")
    }
    return PipelineConfiguration(
      policies: try policyDirectory(of: directory),
      environments: found.map { name in
        Environment(
          name: name,
          directory: PathReference(path: TreePath.join(clusters, name)),
          source: name == "production" && found.contains("staging") ? "staging" : nil,
          isProtected: name == "production")
      })
  }

  private func policyDirectory(
    of directory: String
  ) throws(PipelineError) -> [PathReference] {
    let path = TreePath.join(directory, "policies")
    guard try workspace.entry(at: path) == .directory else { return [] }
    return [PathReference(path: path)]
  }

  private func nothingToCheck(_ reason: String) -> PipelineError {
    PipelineError("there is nothing to check in \(workspace.name): \(reason)")
  }
}
