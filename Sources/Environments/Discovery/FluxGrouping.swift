import Kustomize

/// Puts what clusters reach into environments.
///
/// A cluster whose directory names an environment (`clusters/staging`) is that environment. Where it
/// names none, the directories that its Kustomizations build may, if they name several: then each is a
/// part of the environment that its own path names, and the rest is one that is called after the
/// cluster.
struct FluxGrouping {
  let environments: [Environment]

  init(_ clusters: [(root: FluxRoot, cluster: FluxCluster)]) {
    var groups: [Group] = []
    for (root, cluster) in clusters {
      let own = StagedSegment(of: root.path)
      var inner: [Group] = []
      let places = cluster.members.map { own ?? StagedSegment(of: $0.directory) }
      // A single one may be anything, as the namespace of what developers use.
      let isStaged = Set(places.compactMap { $0?.stage }).count > 1
      for (member, found) in zip(cluster.members, places) {
        let place = own ?? (isStaged ? found : nil)
        let name = place?.text ?? Self.name(of: root.path)
        let target = (member, root)
        if let index = inner.firstIndex(where: { $0.name == name && $0.stage == place?.stage }) {
          inner[index].members.append(target)
        } else {
          inner.append(Group(name: name, path: root.path, stage: place?.stage, members: [target]))
        }
      }
      groups += inner
    }
    for index in groups.indices
    where groups.count(where: { $0.name == groups[index].name }) > 1 {
      groups[index].isAmbiguous = true
    }
    groups.sort { ($0.rank, $0.shown) < ($1.rank, $1.shown) }
    environments = groups.map { group in
      let earlier = groups.last { $0.rank < group.rank && $0.stage != nil }
      return group.environment(source: group.stage == nil ? nil : earlier?.shown)
    }
  }

  private static func name(of path: String) -> String {
    path.isEmpty ? "default" : TreePath.name(of: path)
  }

  private struct Group {
    var name: String
    /// The cluster's directory, which tells environments of one name apart.
    var path: String
    var stage: EnvironmentStage?
    var members: [(member: FluxCluster.Member, root: FluxRoot)]
    var isAmbiguous = false

    var rank: Int { stage?.rawValue ?? EnvironmentStage.allCases.count }
    var shown: String { isAmbiguous ? "\(path)/\(name)".withoutRepeatedEnd : name }

    func environment(source: String?) -> Environment {
      let apps = members.map { app(of: $0.member.kustomization) }
      let counts = Dictionary(apps.map { ($0, 1) }, uniquingKeysWith: +)
      let targets = zip(members, apps).map { entry, app in
        let id = entry.member.kustomization.id
        return Target(
          app: counts[app] == 1 ? app : id.description,
          directory: PathReference(
            path: entry.member.directory, location: entry.member.kustomization.place),
          build: .flux(FluxTarget(root: entry.root, id: id)))
      }
      return Environment(
        name: shown, targets: targets, source: source,
        origin: members.lazy.compactMap(\.member.kustomization.place).first)
    }

    /// The Kustomization's name without the environment's.
    private func app(of kustomization: FluxKustomization) -> String {
      let name = kustomization.id.name
      guard let found = EnvironmentStage.found(in: name), found.stage == stage, !found.rest.isEmpty
      else { return name }
      return found.rest
    }
  }
}

extension String {
  /// `clusters/eu/prod/prod` as `clusters/eu/prod`.
  fileprivate var withoutRepeatedEnd: String {
    let parts = split(separator: "/")
    guard parts.count > 1, parts[parts.count - 1] == parts[parts.count - 2] else { return self }
    return parts.dropLast().joined(separator: "/")
  }
}
