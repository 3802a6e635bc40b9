import Diagnostics
import Kubernetes
import Kustomize
import YAML

/// What an Application says of the environment that it is part of.
///
/// In this order: a parameter of its ApplicationSet that is called so, a label that is called so, a
/// segment of its path, the cluster, the namespace, its own name, and the path of the file that brings
/// it.
struct ArgoSigns {
  /// How far from users the environment is; nil where nothing says.
  private(set) var stage: EnvironmentStage?
  /// The word that says so, in lower case.
  private(set) var word = ""
  /// The place that says so; nil for a path that no file names.
  private(set) var place: Location?
  /// The cluster's name, or its address; empty where it is not known.
  private(set) var cluster = ""

  init(of member: ArgoFleet.Member) {
    guard let application = member.application else {
      read(path: member.target.directory, at: nil)
      return
    }
    cluster = Self.cluster(of: application)
    let parameters = Node(application.parameters)
    if readNamed(parameters, depth: 0) { return }
    for entry in application.object.metadata?["labels"]?.mapping?.entries ?? []
    where Self.names.contains(entry.name.lastPart) && readWord(entry.value) { return }
    if read(path: member.target.directory, at: member.place) { return }
    let destination = application.spec["destination"]
    for node in [
      destination?["name"], destination?["namespace"], application.object.metadata?["name"],
    ]
    where node.map({ readPart($0) }) == true { return }
    let server = destination?["server"]
    if let text = server?.scalarText, let host = Self.host(of: text),
      read(path: host.split(separator: ".").joined(separator: "/"), at: server?.origin.location)
    {
      return
    }
    guard let path = application.object.location?.file.treePath else { return }
    read(path: TreePath.parent(of: path), at: application.object.location)
  }

  private static let names: Set<String> = ["env", "environment", "stage"]

  /// Words that say something else where they begin or end a name, as `ci-runner`.
  private static let commonWords: Set<String> = [
    "acc", "ci", "e2e", "int", "integration", "live", "sandbox",
  ]

  /// A parameter with such a name, wherever it stands.
  private mutating func readNamed(_ parameters: Node, depth: Int) -> Bool {
    guard depth < 8 else { return false }
    for entry in parameters.mapping?.entries ?? [] {
      if Self.names.contains(entry.name.lastPart), readWord(entry.value) { return true }
      if readNamed(entry.value, depth: depth + 1) { return true }
    }
    return false
  }

  private mutating func readWord(_ node: Node) -> Bool {
    guard let text = node.scalarText, let stage = EnvironmentStage.named(by: text) else {
      return false
    }
    (self.stage, word, place) = (stage, text.lowercased(), node.origin.location)
    return true
  }

  private mutating func readPart(_ node: Node) -> Bool {
    guard let text = node.scalarText, !UnknownParameter.isIn(text),
      let found = EnvironmentStage.found(in: text)
    else { return false }
    let word = EnvironmentStage.word(in: text, without: found.rest)
    guard !Self.commonWords.contains(word) else { return false }
    (stage, self.word, place) = (found.stage, word, node.origin.location)
    return true
  }

  @discardableResult
  private mutating func read(path: String, at place: Location?) -> Bool {
    guard let segment = StagedSegment(of: path) else { return false }
    (stage, word, self.place) = (segment.stage, segment.word, place)
    return true
  }

  private static func cluster(of application: ArgoApplication) -> String {
    let cluster = application.cluster
    guard !UnknownParameter.isIn(cluster) else {
      let names = ["name", "nameNormalized", "cluster", "clusterName"]
      return names.lazy.compactMap { application.parameters[$0]?.scalarText }
        .first { !UnknownParameter.isIn($0) } ?? ""
    }
    if cluster == ArgoCluster.local.server { return ArgoCluster.local.name }
    return host(of: cluster) ?? cluster
  }

  /// The host of a cluster's address; nil for what is none.
  private static func host(of server: String) -> String? {
    guard let scheme = server.firstRange(of: "://") else { return nil }
    return String(server[scheme.upperBound...].prefix { $0 != ":" && $0 != "/" })
  }
}

extension String {
  /// What stands behind the last point: `env` of `metadata.labels.env`.
  fileprivate var lastPart: String {
    let part = split(separator: ".").last.map(String.init) ?? self
    return (part.split(separator: "/").last.map(String.init) ?? part).lowercased()
  }
}
