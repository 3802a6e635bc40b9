import Environments
import Git
import Kustomize

/// The files that an environment has to itself: those of its targets' directories, and of the bases that
/// are named for it and that no other environment builds on.
struct EnvironmentFiles {
  /// A file with the target directory or the shared base that it stands under.
  struct Entry {
    let entry: TreeEntry
    let home: Home
  }

  /// The directory that a file is counted under.
  struct Home: Hashable {
    let directory: String
    /// The app of the target whose directory it is; nil for a base that targets share.
    let app: String?
    /// The apps that are made of it.
    var apps: [String]
    /// The clusters that what is made of it is applied to; none where nothing names them.
    var clusters: [String] = []
  }

  let entries: [Entry]
  /// The paths of kustomizations that are symbolic links, and so are none of the entries.
  let links: [String]
  /// The directories that would be its own, if it were not for the other waves of the environment.
  let parted: [String]
  /// The directories that files are counted under.
  var homes: [String] { allHomes.map(\.directory) }
  /// The innermost first.
  private let allHomes: [Home]
  /// The directories that hold a kustomization.
  private let kustomized: Set<String>

  /// - Parameters:
  ///   - others: every other environment, the counterpart included.
  init(
    of environment: Environment, others: [Environment], in snapshot: TreeSnapshot, loader: Loader
  ) throws(GitError) {
    var homes = environment.targets.map { target in
      Home(
        directory: target.directory.path, app: target.app, apps: [target.app],
        clusters: target.cluster.isEmpty ? [] : [target.cluster])
    }
    let (shared, parted) = Self.shared(by: environment, others: others, loader)
    self.parted = parted
    homes += shared.sorted { $0.key < $1.key }.map { directory, targets in
      Home(
        directory: directory, app: nil, apps: targets.map(\.app),
        clusters: targets.map(\.cluster).reduce(into: []) { clusters, cluster in
          if !cluster.isEmpty, !clusters.contains(cluster) { clusters.append(cluster) }
        })
    }
    // The innermost counts.
    homes.sort { $1.directory.utf8.count < $0.directory.utf8.count }
    let foreign = Set(others.flatMap(\.targets).map(\.directory.path))
      .filter { path in
        homes.contains { TreePath.isInside(path, $0.directory) && path != $0.directory }
      }
    var entries: [Entry] = []
    var links: [String] = []
    var seen: Set<String> = []
    for home in homes where try snapshot.resolve(home.directory)?.mode == .directory {
      for entry in try snapshot.files(under: home.directory)
      where !foreign.contains(where: { TreePath.isInside(entry.path, $0) }) {
        guard seen.insert(entry.path).inserted else { continue }
        if entry.mode.isFile {
          entries.append(Entry(entry: entry, home: home))
        } else if entry.mode == .symbolicLink,
          KustomizationFileName.all.contains(TreePath.name(of: entry.path))
        {
          links.append(entry.path)
        }
      }
    }
    self.links = links
    self.entries = entries
    allHomes = homes
    kustomized = Set(
      entries.map(\.entry.path)
        .filter { KustomizationFileName.all.contains(TreePath.name(of: $0)) }
        .map(TreePath.parent))
  }

  /// The directory that a file of that path would be counted under; nil for one that is not the
  /// environment's own.
  func home(of path: String) -> Home? {
    allHomes.first { TreePath.isInside(path, $0.directory) }
  }

  /// Whether a kustomization at or above a directory, and in the same home, says what is used of it.
  func isListed(_ directory: String) -> Bool {
    let home = homes.first { TreePath.isInside(directory, $0) } ?? ""
    var directory = directory
    while TreePath.isInside(directory, home) {
      if kustomized.contains(directory) { return true }
      guard !directory.isEmpty else { return false }
      directory = TreePath.parent(of: directory)
    }
    return false
  }

  /// The directories outside of the targets' own that only this environment builds on, each with the
  /// targets that do; and those that other waves of it build on too.
  private static func shared(
    by environment: Environment, others: [Environment], _ loader: Loader
  ) -> (own: [String: [Target]], parted: [String]) {
    let tops = environment.targets.map(\.directory.path)
    var shared: [String: [Target]] = [:]
    for target in environment.targets {
      for place in loader.places(builtFrom: target.directory.path)
      where !tops.contains(where: { TreePath.isInside(place, $0) })
        && environment.isNamed(by: place)
      {
        guard (try? loader.tree.entry(at: place)) == .directory else { continue }
        shared[place, default: []].append(target)
      }
    }
    guard !shared.isEmpty else { return ([:], []) }
    let waves = others.filter { $0.name == environment.name }
    for target in others.flatMap(\.targets)
    where !waves.contains(where: { $0.targets.contains(target) }) {
      for place in loader.places(builtFrom: target.directory.path) { shared[place] = nil }
      if shared.isEmpty { break }
    }
    var parted: Set<String> = []
    for target in waves.flatMap(\.targets) {
      for place in loader.places(builtFrom: target.directory.path) where shared[place] != nil {
        shared[place] = nil
        parted.insert(place)
      }
    }
    return (shared, parted.sorted())
  }
}
