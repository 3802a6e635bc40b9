import Diagnostics
import Kubernetes
import Kustomize
import Values
import YAML

/// Puts what Argo CD applies into environments.
///
/// Where most Applications name stages (see ``ArgoSigns``), several of them or all the same, each stage is
/// an environment, called by the word that most use; what names none is part of one that is called after
/// its cluster. One thing that is built in one way for several clusters of an environment is one target.
struct ArgoGrouping {
  let environments: [Environment]

  /// - Parameter name: what an environment is called of which nothing is known.
  init(_ fleet: ArgoFleet, named name: String) {
    let all = fleet.members.map { (member: $0, signs: ArgoSigns(of: $0)) }
    let applied = all.filter { $0.member.application != nil }
    let stages = applied.compactMap(\.signs.stage)
    let isStaged =
      stages.count == applied.count || Set(stages).count > 1 && stages.count * 2 >= applied.count
    let only = Self.only(applied.map(\.signs))
    var groups: [Key: Group] = [:]
    for (member, signs) in all {
      let stage = isStaged ? signs.stage : nil
      let cluster = signs.cluster.isEmpty ? only : signs.cluster
      let key = Key(stage: stage, cluster: stage == nil ? cluster : "")
      groups[key, default: Group()].add(member, signs)
    }
    var found: [Environment] = []
    for (key, group) in groups.sorted(by: { $0.key < $1.key }) {
      let shown =
        key.stage != nil ? group.word : key.cluster.isEmpty ? name : key.cluster
      let unique = found.contains { $0.name == shown } ? "\(shown)-\(found.count)" : shown
      found.append(
        Environment(
          name: unique, targets: group.targets(stage: key.stage),
          source: key.stage == nil ? nil : found.last?.name, origin: group.place))
    }
    environments = found
  }

  /// The only cluster that there is; empty where there are several.
  private static func only(_ signs: [ArgoSigns]) -> String {
    let clusters = Set(signs.map(\.cluster)).subtracting([""])
    return clusters.count == 1 ? clusters.first ?? "" : ""
  }

  /// From development to production, then by cluster.
  private struct Key: Hashable, Comparable {
    var stage: EnvironmentStage?
    var cluster: String

    private var rank: Int { stage?.rawValue ?? EnvironmentStage.allCases.count }

    static func < (left: Key, right: Key) -> Bool {
      (left.rank, left.cluster) < (right.rank, right.cluster)
    }
  }

  private struct Group {
    private var members: [(member: ArgoFleet.Member, signs: ArgoSigns)] = []
    private var builds: Set<Build> = []

    /// What tells whether two Applications are built alike.
    private struct Build: Hashable {
      var directory: String
      var options: String
    }

    /// The word that most say the environment's name by.
    var word: String { members.map(\.signs.word).mostFrequent }

    /// The place that says that the environment is there.
    var place: Location? {
      members.lazy.compactMap { $0.signs.place ?? $0.member.place }.first
    }

    mutating func add(_ member: ArgoFleet.Member, _ signs: ArgoSigns) {
      guard builds.insert(Self.build(member)).inserted else { return }
      members.append((member, signs))
    }

    private static func build(_ member: ArgoFleet.Member) -> Build {
      guard case .application(let application, let source) = member.content else {
        return Build(directory: member.target.directory, options: "root")
      }
      var options = source.node
      for field in ["repoURL", "targetRevision", "path"] { options[field] = nil }
      let text = options.json
      // Variables make of one text several.
      let own = text.contains("$") || member.tool == .helm ? application.shown : ""
      return Build(directory: member.target.directory, options: "\(own)\(text)")
    }

    func targets(stage: EnvironmentStage?) -> [Target] {
      let names = members.map { app(of: $0.member, $0.signs, stage) }
      let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
      var longer = zip(members, names).map { entry, name in
        let cluster = entry.signs.cluster
        let isShared = counts[name] != 1 && !cluster.isEmpty && cluster != ArgoCluster.local.name
        return isShared ? TreePath.join(name, cluster) : name
      }
      let all = Dictionary(longer.map { ($0, 1) }, uniquingKeysWith: +)
      for (index, entry) in members.enumerated() where all[longer[index]] != 1 {
        let path = StagedPath(entry.member.target.directory, below: "")
        longer[index] = TreePath.join(longer[index], path.longApp)
      }
      return zip(members, longer).map { entry, app in
        Target(
          app: app,
          directory: PathReference(
            path: entry.member.target.directory, location: entry.member.place),
          build: .argo(entry.member.target))
      }
    }

    /// The Application's name without those of its cluster and its environment.
    private func app(
      of member: ArgoFleet.Member, _ signs: ArgoSigns, _ stage: EnvironmentStage?
    ) -> String {
      guard let application = member.application else {
        return StagedPath(member.target.directory, below: "").app
      }
      let isMark: (Character) -> Bool = { "-_.".contains($0) }
      var name = UnknownParameter.replaced(in: application.object.name) { _ in "" }
      name = String(name.trimming(isMark))
      let clusters =
        ["name", "nameNormalized", "cluster", "clusterName"]
        .compactMap { application.parameters[$0]?.scalarText } + [signs.cluster]
      for cluster in clusters where !cluster.isEmpty && cluster != ArgoCluster.local.name {
        if name.hasSuffix(cluster), name != cluster { name = String(name.dropLast(cluster.count)) }
        if name.hasPrefix(cluster), name != cluster { name = String(name.dropFirst(cluster.count)) }
        name = String(name.trimming(isMark))
      }
      if let found = EnvironmentStage.found(in: name), found.stage == stage, !found.rest.isEmpty {
        name = found.rest
      }
      return name.isEmpty ? TreePath.name(of: member.target.directory) : name
    }
  }
}
