package import Diagnostics
import Kustomize
import YAML

extension Workspace {
  /// Whether a path leads to a directory.
  package func isDirectory(_ path: String) throws(PipelineError) -> Bool {
    try entry(at: path) == .directory
  }

  /// Whether a directory is one that Kustomize renders.
  package func holdsKustomization(_ directory: String) throws(PipelineError) -> Bool {
    for name in KustomizationFileName.all
    where try entry(at: TreePath.join(directory, name)) == .file {
      return true
    }
    return false
  }

  /// The file of manifests at a path; nil where no file stands there.
  package func manifest(at path: String) throws(PipelineError) -> SourceFile? {
    guard try entry(at: path) == .file else { return nil }
    do { return try tree.file(at: path, limit: Limits.standard.bytes) } catch {
      throw PipelineError(error)
    }
  }

  /// What stands at a path.
  func entry(at path: String) throws(PipelineError) -> FileTreeEntry {
    do { return try tree.entry(at: path) } catch { throw PipelineError(error) }
  }

  /// The names of what stands in a directory.
  func names(in directory: String) throws(PipelineError) -> [String] {
    do { return try tree.names(inDirectory: directory) } catch { throw PipelineError(error) }
  }
}
