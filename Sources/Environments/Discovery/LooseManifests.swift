import Diagnostics
import Kustomize
import YAML

/// What stands in a tree outside of every kustomization: directories of manifests, and charts.
struct LooseManifests {
  /// The directories that hold a manifest directly, the uppermost first.
  private(set) var directories: [String] = []
  /// The directories that hold a chart, which are not entered.
  private(set) var charts: [String] = []

  /// - Parameter kustomizations: directories that are not entered, since what they hold is built or
  ///   part of a build.
  init(
    in workspace: Workspace, under start: String, beside kustomizations: [String]
  ) throws(PipelineError) {
    let kustomizations = Set(kustomizations)
    var pending = kustomizations.contains(start) ? [] : [start]
    while let directory = pending.popLast() {
      let names = try workspace.names(in: directory)
      guard !names.contains("Chart.yaml") else {
        charts.append(directory)
        continue
      }
      var inner: [String] = []
      var holdsManifest = false
      for name in names where !name.hasPrefix(".") {
        let path = TreePath.join(directory, name)
        switch try workspace.entry(at: path) {
        case .directory where !kustomizations.contains(path): inner.append(path)
        case .file where !holdsManifest && Manifests.isManifest(name):
          holdsManifest = Self.mayHoldObjects(path, of: workspace)
        default: break
        }
      }
      if holdsManifest { directories.append(directory) }
      pending += inner.reversed()
    }
  }

  /// Whether a file may hold objects, or cannot be read, which is said where it is to be checked.
  private static func mayHoldObjects(_ path: String, of workspace: Workspace) -> Bool {
    guard let file = try? workspace.tree.file(at: path, limit: Limits.standard.bytes) else {
      return true
    }
    if ["pipeline.yaml", "exemptions.yaml"].contains(TreePath.name(of: path)),
      !Discovery.isForeign(file)
    {
      return false
    }
    return ManifestContent.mayHoldObjects(file)
  }
}
