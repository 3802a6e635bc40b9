import Kustomize
import Synchronization
import YAML

/// What Argo CD makes of one tree, worked out once, however often and by whom it is asked for.
final class ArgoFleets: Sendable {
  private let known = Mutex<[String: Result<ArgoFleet?, PipelineError>]>([:])

  /// - Parameter base: the repository's root in the tree.
  /// - Returns: nil where no Application of the repository builds something of it.
  func fleet(
    below base: String, in workspace: Workspace
  ) throws(PipelineError) -> ArgoFleet? {
    if let known = known.withLock({ $0[base] }) { return try known.get() }
    // Two that ask at a time both do the work, and come to the same.
    let result = Result { () throws(PipelineError) in
      try ArgoReconciliation.fleet(below: base, in: workspace)
    }
    known.withLock { $0[base] = result }
    return try result.get()
  }

  /// The files and directories that say that a target is there; nil where it is not there.
  func declarations(of target: ArgoTarget, in workspace: Workspace) -> Set<String>? {
    (try? fleet(below: target.base, in: workspace))?[target]?.declaredBy
  }

  /// The files that a target is made of beside its directory; nil where its Application may change what
  /// they hold, or where it is not there.
  func files(of target: ArgoTarget, in workspace: Workspace) -> Set<String>? {
    guard let member = (try? fleet(below: target.base, in: workspace))?[target] else { return nil }
    switch member.content {
    case .kustomization: return []
    case .manifests(let paths): return Set(paths)
    case .application(_, let source):
      return source.node["kustomize"] == nil && source.node["plugin"] == nil ? [] : nil
    }
  }
}
