import Kubernetes
import Kustomize
import YAML

extension Workspace {
  /// The objects of a directory: rendered where it holds a kustomization, else those of each
  /// manifest in it.
  ///
  /// - Parameter schema: how the scalars of manifests are read; a kustomization is read as
  ///   Kustomize does in any case.
  /// - Throws: ``PipelineError`` with every reason why it cannot be read.
  func objects(
    in directory: String, as schema: Schema = .kubernetes
  ) throws(PipelineError) -> [KubernetesObject] {
    guard try Discovery(self).holdsKustomization(directory) else {
      return try Manifests(tree: tree, schema: schema).objects(in: directory)
    }
    do throws(RenderError) {
      return try Renderer().render(directory: directory, with: Loader(tree)).objects.map(\.object)
    } catch {
      throw PipelineError(error.diagnostics)
    }
  }

  /// Whether a path leads to a directory.
  func isDirectory(_ path: String) throws(PipelineError) -> Bool {
    do { return try tree.entry(at: path) == .directory } catch { throw PipelineError(error) }
  }
}
