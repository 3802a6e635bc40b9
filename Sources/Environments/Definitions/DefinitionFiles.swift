package import Diagnostics
package import Kubernetes
package import Kustomize
import YAML

/// Definitions that somebody names by a path: a file, or a directory with all that is below it.
///
/// `kubectl get crds -o yaml` is such a file.
package enum DefinitionFiles {
  /// The CustomResourceDefinitions at or under a path.
  ///
  /// - Throws: ``PipelineError`` where there is none, or a file that means to hold one has an error.
  package static func definitions(
    at path: String, in tree: any FileTree, named name: String, location: Location? = nil
  ) throws(PipelineError) -> [KubernetesObject] {
    var files: [SourceFile] = []
    do throws(FileTreeError) {
      var waiting = [path]
      while let next = waiting.popLast() {
        switch try tree.entry(at: next) {
        case .directory:
          waiting += try tree.names(inDirectory: next).filter { !$0.hasPrefix(".") }
            .map { TreePath.join(next, $0) }.reversed()
        case .file where next == path || Manifests.isManifest(next):
          let file = try tree.file(at: next, limit: Limits.standard.bytes)
          files.append(file)
        default: break
        }
      }
    } catch {
      throw PipelineError([.noDefinitions(name, "\(error.path): \(error.reason)", location)])
    }
    var objects: [KubernetesObject] = []
    for file in files {
      if case .objects(let found) = try ManifestContent(of: file, as: .kubernetes) {
        objects += found
      }
    }
    let definitions = objects.filter { CustomResourceDefinition($0) != nil }
    guard definitions.isEmpty else { return definitions }
    throw PipelineError([.noDefinitions(name, "there is none", location)])
  }
}

extension Diagnostic {
  fileprivate static func noDefinitions(
    _ name: String, _ reason: String, _ location: Location?
  ) -> Diagnostic {
    Diagnostic(
      rule: "pipeline/definitions", severity: .error,
      message: "no CustomResourceDefinition can be read from \(name): \(reason)", primary: location,
      help: "`kubectl get crds -o yaml` writes those of a cluster")
  }
}
