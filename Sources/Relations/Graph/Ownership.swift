import Diagnostics
import Kubernetes
import YAML

/// Which namespaces the environment makes, with all that is in them.
///
/// A namespace whose Namespace object stands here is taken to be managed here, unless something here
/// puts objects into it that cannot be seen, as a Helm release does. What is missing in such a namespace
/// is missing in the cluster; elsewhere others may make it.
struct Ownership: Sendable {
  private let namespaces: [String: Location?]
  private let releases: [String: [(name: String, place: Location?)]]
  private let sharedBecause: String?

  init(of objects: [GraphObject], _ byKind: [String: [Int]], in context: GraphContext) {
    var namespaces: [String: Location?] = [:]
    for index in byKind["Namespace"] ?? [] {
      let name = GraphObject.key(ofNamespace: objects[index].name)
      if namespaces[name] == nil { namespaces[name] = objects[index].place }
    }
    self.namespaces = namespaces
    var releases: [String: [(name: String, place: Location?)]] = [:]
    for kind in ["HelmRelease", "HelmChart", "Application", "Kustomization", "HelmApplication"] {
      for index in byKind[kind] ?? [] {
        for release in Self.releases(of: objects[index]) {
          releases[release.namespace, default: []].append((release.name, objects[index].place))
        }
      }
    }
    self.releases = releases
    sharedBecause = context.sharedBecause
  }

  /// What an object has another program put into the cluster: the names that its objects begin with,
  /// and where they go.
  private static func releases(of object: GraphObject) -> [(namespace: String, name: String)] {
    let spec = object.object.root["spec"]
    let namespace =
      spec?["targetNamespace"]?.scalarText ?? spec?["destination"]?["namespace"]?.scalarText
      ?? object.object.namespace
    let name = spec?["releaseName"]?.scalarText ?? object.name
    return [(GraphObject.key(ofNamespace: namespace), name)]
  }

  /// Whether what is missing in a namespace may be made by others.
  func claim(on namespace: String) -> Claim {
    if let sharedBecause { return .shared(sharedBecause, nil) }
    if let release = releases[namespace]?.first {
      return .shared(
        "\(release.name) puts objects into the namespace that are not seen here",
        release.place)
    }
    guard let place = namespaces[namespace] else {
      return .shared(
        namespace.isEmpty
          ? "the objects name no namespace of their own"
          : "the namespace is not made here, so others may put objects into it", nil)
    }
    return .whole(place)
  }

  /// Whether another program puts objects into a namespace that are not seen here: a release, or the
  /// cluster's own programs, of which nobody keeps a list.
  func isUnseen(_ namespace: String) -> Bool {
    releases[namespace] != nil || namespace.hasPrefix("kube-") || namespace.hasPrefix("openshift")
      || namespace == "flux-system"
  }

  enum Claim: Sendable {
    /// All of it is managed here.
    case whole(Location?)
    /// Others may make objects in it, for a reason.
    case shared(String, Location?)

    /// How much it matters that something is missing.
    var severity: Severity {
      switch self {
      case .whole: .error
      case .shared: .warning
      }
    }

    /// What a finding says of it.
    var label: Label {
      switch self {
      case .whole(let place): Label("the namespace is made here, with all that is in it", at: place)
      case .shared(let reason, let place): Label("it may be made elsewhere: \(reason)", at: place)
      }
    }
  }
}
