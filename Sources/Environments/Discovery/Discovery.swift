import Diagnostics
import Kustomize

/// Finds what a tree holds to check: its configuration, or what stands where one would say.
package struct Discovery: Sendable {
  /// Where the configuration is looked for when nobody names another place, the first that is there.
  private static let configurations = ["clusters/pipeline.yaml", "pipeline.yaml"]

  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// What is to be checked in a directory.
  ///
  /// That is what the configuration says; without one, the directory itself where it holds a
  /// kustomization, or the environments that the names of directories tell. Policies are then those
  /// of `policies/`.
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
    if let path {
      guard try workspace.entry(at: path) == .file else {
        throw PipelineError("\(path) is not in \(workspace.name)")
      }
      return try read(path)
    }
    for place in Self.configurations.map({ TreePath.join(directory, $0) })
    where try workspace.entry(at: place) == .file {
      return try read(place)
    }
    guard try workspace.isDirectory(directory) else {
      throw nothingToCheck("\(directory) is not a directory")
    }
    if try workspace.holdsKustomization(directory) { return try single(directory) }
    let environments = try LayoutDiscovery(workspace).environments(under: directory)
    guard !environments.isEmpty else {
      throw nothingToCheck("it holds no kustomization and no manifest")
    }
    return PipelineConfiguration(
      policies: try standardPolicies(of: directory), environments: environments)
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
      policies: given.isEmpty ? try standardPolicies(of: "") : given, environments: [])
  }

  /// The policies that the tree's configuration names, or else those of `policies/` in the tree or
  /// in a directory of it.
  private func standardPolicies(of directory: String) throws(PipelineError) -> [PathReference] {
    for place in Self.configurations where try workspace.entry(at: place) == .file {
      return try read(place).policies
    }
    let own = try policyDirectory(of: directory)
    return own.isEmpty ? try policyDirectory(of: "") : own
  }

  /// The directory as the one environment, under the tree's policies.
  private func single(_ directory: String) throws(PipelineError) -> PipelineConfiguration {
    let name = directory.isEmpty ? "." : TreePath.name(of: directory)
    return PipelineConfiguration(
      policies: try standardPolicies(of: directory),
      environments: [
        Environment(
          name: name, directory: PathReference(path: directory))
      ])
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
