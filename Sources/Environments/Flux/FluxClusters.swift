import Kustomize
import Synchronization

/// The clusters of one tree, each worked out once.
final class FluxClusters: Sendable {
  private let workspace: Workspace
  private let renderer: Renderer
  private let known = Mutex<[FluxRoot: Result<FluxCluster, PipelineError>]>([:])

  init(_ workspace: Workspace, renderer: Renderer) {
    self.workspace = workspace
    self.renderer = renderer
  }

  /// What Flux makes of the tree from there on.
  func cluster(of root: FluxRoot) throws(PipelineError) -> FluxCluster {
    if let known = known.withLock({ $0[root] }) { return try known.get() }
    // Two that ask at a time both do the work, and come to the same.
    let result = Result { () throws(PipelineError) in
      try FluxReconciliation.cluster(of: root, in: workspace, renderer: renderer)
    }
    known.withLock { $0[root] = result }
    return try result.get()
  }
}
