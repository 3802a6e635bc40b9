import Kubernetes
import Kustomize
import YAML

/// Says which URLs are those of this repository.
///
/// They are those of its remotes. A fork or a copy may know the repository by another address than the
/// Applications do: where these name no remote, the repository is the one in which most of the paths
/// that they name are, if they are here.
struct ArgoOwnership: Sendable {
  private let remotes: Set<String>
  /// The repository that is taken to be this one, as host and path; nil where remotes tell.
  private(set) var assumed: String?

  /// - Parameters:
  ///   - remotes: what knows the URLs of this repository, where it has any.
  ///   - isDirectory: whether a path of the repository is there.
  init(
    remotes: RemoteRepositories?, declared: [KubernetesObject], isDirectory: (String) -> Bool
  ) {
    self.remotes = remotes?.names ?? []
    let named = declared.flatMap(Self.sources)
    guard !named.contains(where: { self.remotes.contains(Self.name($0.url)) }) else { return }
    var counts: [String: (here: Int, all: Int)] = [:]
    for source in named where source.chart.isEmpty {
      guard let path = Self.knownPart(of: source.path) else { continue }
      let name = Self.name(source.url)
      counts[name, default: (0, 0)].all += 1
      if isDirectory(path) { counts[name, default: (0, 0)].here += 1 }
    }
    assumed =
      counts.filter { $0.value.here > 0 && $0.value.here * 2 >= $0.value.all }
      .max { ($0.value.here, $1.key) < ($1.value.here, $0.key) }?.key
  }

  func isOwn(_ url: String) -> Bool {
    guard !url.isEmpty else { return false }
    let name = Self.name(url)
    return remotes.contains(name) || name == assumed
  }

  private static func name(_ url: String) -> String { RemoteAddress.repository(ofURL: url) }

  /// The sources of an Application, or of an ApplicationSet's template and generators.
  private static func sources(of object: KubernetesObject) -> [ArgoSource] {
    guard object.kind == "ApplicationSet" else { return ArgoApplication(object)?.sources ?? [] }
    let spec = object.root[["spec", "template", "spec"]]
    let sources = spec?["sources"]?.elements ?? [spec?["source"]].compactMap(\.self)
    return sources.map(ArgoSource.init) + generators(in: object.root[["spec", "generators"]])
  }

  /// The places that git generators look into, as sources.
  private static func generators(in node: Node?) -> [ArgoSource] {
    (node?.elements ?? []).flatMap { generator -> [ArgoSource] in
      let nested = (generator["matrix"] ?? generator["merge"])?["generators"]
      guard let git = generator["git"] else { return generators(in: nested) }
      let entries = (git["directories"] ?? git["files"])?.elements ?? []
      return entries.map { entry in
        var source = Node(Mapping())
        source["repoURL"] = git["repoURL"]
        source["path"] = entry["path"]
        return ArgoSource(node: source)
      }
    }
  }

  /// The directories of a path before what is a template or a pattern; nil where there are none, as such
  /// a path is everywhere.
  private static func knownPart(of path: String) -> String? {
    let known = path.split(separator: "/").prefix { segment in
      segment != "." && !segment.contains { "{*?[".contains($0) }
    }
    let isFile = known.last?.contains(".") == true && known.count > 1
    let part = (isFile ? known.dropLast() : known).joined(separator: "/")
    return part.isEmpty ? nil : part
  }
}
