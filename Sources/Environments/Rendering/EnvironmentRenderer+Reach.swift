import Kustomize

extension EnvironmentRenderer {
  /// Renders what renders of some targets of an environment, one after the other.
  package func attempt(_ name: String, _ targets: [Target]) -> AttemptedEnvironment {
    AttemptedEnvironment(
      name, leftOut: nil,
      targets.map { target in
        (target, Result { () throws(PipelineError) in try render(target) })
      })
  }

  /// Whether a target may be made of one of some files: it stands in a directory that the target builds
  /// on, or is named by it.
  package func isBuilt(_ target: Target, from paths: [String]) -> Bool {
    let places: Set<String>
    switch target.build {
    // Variables and patches of the cluster may come from anywhere.
    case .flux: return true
    case .argo(let argo):
      guard let declared = workspace.fleets.declarations(of: argo, in: workspace) else {
        return true
      }
      places = declared.union(loader.places(builtFrom: target.directory.path))
    case .asFound, .kustomization: places = loader.places(builtFrom: target.directory.path)
    }
    return paths.contains { path in places.contains { TreePath.isInside(path, $0) } }
  }
}
