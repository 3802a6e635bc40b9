package import Diagnostics
package import Kubernetes
import Kustomize
package import YAML

/// A directory of policies, with what stands beside them: parameters, Namespaces, definitions.
///
/// Most libraries keep each policy in a directory of its own, so all that lies below counts, but for
/// what tests them.
package struct PolicyDirectory: Sendable {
  private let workspace: Workspace
  private let path: String

  /// - Parameter path: relative to the root of `workspace`.
  package init(_ path: String, in workspace: Workspace) {
    self.path = path
    self.workspace = workspace
  }

  /// The folder of tests in each directory.
  package static let tests = "tests"

  /// The objects: rendered where the directory holds a kustomization, else those of every manifest
  /// and of every kustomization at or below it on which no other builds.
  ///
  /// - Parameter schema: how the scalars of manifests are read.
  /// - Throws: ``PipelineError`` with every reason why one cannot be read.
  package func objects(as schema: Schema = .kubernetes) throws(PipelineError) -> [KubernetesObject]
  {
    let renderer = EnvironmentRenderer(workspace)
    var objects: [KubernetesObject] = []
    var failures: [Diagnostic] = []
    for directory in try sources() {
      do throws(PipelineError) {
        objects += try renderer.render(directory: directory, as: schema).objects.map(\.object)
      } catch {
        failures += error.diagnostics
      }
    }
    guard failures.isEmpty else { throw PipelineError(failures) }
    return objects
  }

  /// The files of tests, in the folder `tests` of each directory at or below.
  ///
  /// - Throws: ``PipelineError`` where one cannot be read.
  package func testFiles() throws(PipelineError) -> [SourceFile] {
    var files: [SourceFile] = []
    for directory in try directories(below: path, where: { _, _ in true })
    where TreePath.name(of: directory) == Self.tests {
      for name in try workspace.names(in: directory) where Manifests.isManifest(name) {
        let file = TreePath.join(directory, name)
        do {
          files.append(try workspace.tree.file(at: file, limit: Limits.standard.bytes))
        } catch {
          throw PipelineError(error)
        }
      }
    }
    return files
  }

  /// The directories that hold objects, each to be rendered by itself.
  private func sources() throws(PipelineError) -> [String] {
    guard try !workspace.holdsKustomization(path) else { return [path] }
    let overlays: Set<String>
    do { overlays = Set(try workspace.loader.overlays(under: path)) } catch {
      throw PipelineError(error)
    }
    var kustomized: Set<String> = []
    let found = try directories(below: path) { (directory, name) throws(PipelineError) in
      guard !Self.isOfTests(name) else { return false }
      let place = TreePath.join(directory, name)
      if try workspace.holdsKustomization(place) { kustomized.insert(place) }
      return !kustomized.contains(directory)
    }
    return found.filter { !kustomized.contains($0) || overlays.contains($0) }
  }

  /// Whether a directory of that name holds what policies are tried on, by the customs of the tools
  /// that test them.
  private static func isOfTests(_ name: String) -> Bool {
    [tests, "test", "testdata"].contains(name) || name.hasSuffix(".test")
  }

  /// A directory and those below it that are not hidden, each before what it holds.
  ///
  /// - Parameter isEntered: whether the directory of a name in another is one of them.
  private func directories(
    below start: String, where isEntered: (String, String) throws(PipelineError) -> Bool
  ) throws(PipelineError) -> [String] {
    var found: [String] = []
    var pending = [start]
    while let directory = pending.popLast() {
      found.append(directory)
      var inner: [String] = []
      for name in try workspace.names(in: directory)
      where !name.hasPrefix(".") && !Manifests.isManifest(name) {
        let place = TreePath.join(directory, name)
        guard try workspace.isDirectory(place), try isEntered(directory, name) else { continue }
        inner.append(place)
      }
      pending += inner.reversed()
    }
    return found
  }
}
