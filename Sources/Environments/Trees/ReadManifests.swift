import Diagnostics
import Git
import Kustomize
import Synchronization
import YAML

/// What manifests that no kustomization lists hold, by their bytes: two states of a tree mostly have the same
/// ones, and each is parsed once.
final class ReadManifests: Sendable {
  private struct Key: Hashable {
    /// Findings name it.
    let path: String
    let contents: ObjectID
    let schema: Schema
  }

  /// A manifest with what it holds, or with why nobody can tell.
  typealias Reading = (file: SourceFile, content: Result<ManifestContent, PipelineError>)

  private let known = Mutex<[Key: Reading]>([:])

  /// Reads the manifest at a path of a tree.
  ///
  /// - Throws: `FileTreeError` where there is no such file.
  func reading(
    at path: String, of tree: any FileTree, as schema: Schema
  ) throws(FileTreeError) -> Reading {
    let key = (tree as? GitTree)?.contents(at: path)
      .map { Key(path: path, contents: $0, schema: schema) }
    if let key, let found = known.withLock({ $0[key] }) { return found }
    let file = try tree.file(at: path, limit: Limits.standard.bytes)
    let content = Result { () throws(PipelineError) in try ManifestContent(of: file, as: schema) }
    if let key { known.withLock { $0[key] = (file, content) } }
    return (file, content)
  }
}
