import Kustomize
import Synchronization

/// The clusters of one tree, each worked out once, however often and by whom it is asked for.
final class FluxClusters: Sendable {
  private struct Key: Hashable {
    var root: FluxRoot
    var recordsHistory: Bool
  }

  private let known = Mutex<[Key: Result<FluxCluster, PipelineError>]>([:])
  private let loaders = Mutex<[FluxArtifact: Loader]>([:])

  /// What Flux makes of a workspace's tree from there on.
  ///
  /// - Parameters:
  ///   - workspace: the one that these are the clusters of.
  ///   - recordsHistory: whether replaced values are remembered.
  func cluster(
    of root: FluxRoot, in workspace: Workspace, recordsHistory: Bool
  ) throws(PipelineError) -> FluxCluster {
    let key = Key(root: root, recordsHistory: recordsHistory)
    if let known = known.withLock({ $0[key] }) { return try known.get() }
    // Two that ask at a time both do the work, and come to the same.
    let result = Result { () throws(PipelineError) in
      try FluxReconciliation.cluster(
        of: root, in: workspace, renderer: Renderer(recordsHistory: recordsHistory))
    }
    known.withLock { $0[key] = result }
    return try result.get()
  }

  /// The reader of an artifact, which all clusters share: what several build on is built once.
  func loader(of artifact: FluxArtifact, in workspace: Workspace) -> Loader {
    loaders.withLock { loaders in
      if let known = loaders[artifact] { return known }
      let source = SourceTree(workspace.tree, top: artifact.base, ignoring: artifact.ignore)
      let isTree = artifact.isWhole && artifact.base.isEmpty
      let tree: any FileTree = isTree ? source : ArtifactTree(source, copies: artifact.copies)
      let loader = workspace.over(tree).loader
      loaders[artifact] = loader
      return loader
    }
  }
}
