import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// The Applications and ApplicationSets of a tree, as files have them.
struct ArgoDeclarations {
  /// The files that hold some, by path.
  private(set) var files: [String: [KubernetesObject]] = [:]
  /// The charts whose templates make some.
  private(set) var charts: [String] = []
  /// The files that hold projects, by path.
  private(set) var projects: [String: [KubernetesObject]] = [:]
  /// The clusters that manifests describe, by file.
  private(set) var clusters: [(path: String, cluster: ArgoCluster)] = []
  private(set) var options = ArgoBuildOptions()

  private static let kinds: Set<String> = ["Application", "ApplicationSet"]
  private static let group = ByteMark(ArgoApplication.group)
  private static let kind = ByteMark("Application")
  private static let project = ByteMark("AppProject")
  private static let secret = ByteMark(ArgoCluster.secretLabel)

  /// - Parameter base: the directory below which everything counts.
  init(below base: String, in workspace: Workspace) {
    let tree = workspace.tree
    let found = workspace.search.manifests(under: base, mentioning: [.argo, .argoBuildOptions])
      .compactMap { try? tree.file(at: $0, limit: Limits.standard.bytes) }
    var settings: [SourceFile] = []
    var charts: Set<String> = []
    let marks = ArgoBuildOptions.marks.map(ByteMark.init)
    for file in found {
      if marks.contains(where: { $0.isIn(file.bytes) }) { settings.append(file) }
      let isSecret = Self.secret.isIn(file.bytes)
      let isProject = Self.project.isIn(file.bytes)
      guard isSecret || isProject || Self.group.isIn(file.bytes) && Self.kind.isIn(file.bytes)
      else { continue }
      guard let objects = try? Manifests.objects(of: file) else {
        if let chart = Self.chart(above: file.path, in: tree) { charts.insert(chart) }
        continue
      }
      if isSecret {
        clusters += objects.compactMap { object in
          ArgoCluster(object).map { (file.treePath, $0) }
        }
      }
      let owned = isProject ? objects.filter { ArgoProject($0) != nil } : []
      if !owned.isEmpty { projects[file.treePath] = owned }
      let declared = objects.filter(Self.declares)
      if !declared.isEmpty { files[file.treePath] = declared }
    }
    options = ArgoBuildOptions(in: settings)
    self.charts = charts.sorted()
  }

  static func declares(_ object: KubernetesObject) -> Bool {
    guard object.gvk.group == ArgoApplication.group, kinds.contains(object.kind) else {
      return false
    }
    // What has no source is a patch of what has one.
    return object.kind == "ApplicationSet"
      ? object.root[["spec", "generators"]] != nil : ArgoApplication(object) != nil
  }

  /// The directories that hold such files.
  var directories: Set<String> { Set(files.keys.map(TreePath.parent)) }
  /// The directories that hold projects.
  var directoriesOfProjects: Set<String> { Set(projects.keys.map(TreePath.parent)) }

  private static func chart(above path: String, in tree: any FileTree) -> String? {
    var directory = TreePath.parent(of: path)
    while !directory.isEmpty {
      if (try? tree.entry(at: TreePath.join(directory, "Chart.yaml"))) == .file { return directory }
      directory = TreePath.parent(of: directory)
    }
    return nil
  }
}
