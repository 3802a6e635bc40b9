package import Kubernetes

/// Which resource serves a kind, in which scope, and what else serves the same objects.
package struct RESTMapper: Sendable {
  /// How a kind is served.
  package struct Mapping: Hashable, Sendable {
    /// The resource that serves the kind.
    package var resource: GroupVersionResource
    /// The kind that is served.
    package var kind: GroupVersionKind
    /// Whether its objects live in namespaces.
    package var isNamespaced: Bool
  }

  private var mappings: [GroupVersionKind: Mapping] = [:]
  private var kinds: [GroupVersionResource: GroupVersionKind] = [:]
  private var groups: Set<String> = []
  /// The resources that only earlier releases serve, by group.
  private var retired: [String: Set<String>] = [:]
  /// The groups of this release and of earlier ones, to which no definition adds a resource.
  private(set) var builtInGroups: Set<String> = []
  /// The groups that have a resource of a name, by the name.
  private var groupsByResource: [String: [String]] = [:]
  /// The versions of a group's resource, in the order in which a server registers them.
  private var versions: [Storage: [GroupVersionResource]] = [:]

  /// The resources of one group that are the same objects in each version.
  private struct Storage: Hashable {
    var group: String
    var resource: String
  }

  /// What a 1.36 server serves of itself.
  package static let standard = RESTMapper(facts: .standard)

  private static let newest = RESTMapper(facts: .newest)

  /// What the server of a release serves of itself, as far as its own types are known.
  package static func of(_ release: KubernetesRelease) -> RESTMapper {
    Facts.of(release).described == Facts.standard.described ? standard : newest
  }

  /// The mapper with the resources that definitions add.
  ///
  /// - Parameter objects: CustomResourceDefinitions; other objects are passed over.
  package func adding(customResources objects: [KubernetesObject]) -> RESTMapper {
    var mapper = self
    for definition in objects.compactMap(CustomResourceDefinition.init) {
      for kind in definition.servedKinds {
        mapper.add(kind, resource: definition.plural, isNamespaced: definition.isNamespaced)
      }
    }
    return mapper
  }

  private init(facts: Facts) {
    let known = facts.kinds
    mappings.reserveCapacity(known.count)
    kinds.reserveCapacity(known.count)
    versions.reserveCapacity(known.count)
    groupsByResource.reserveCapacity(known.count)
    for kind in known {
      guard let resource = kind.resource else {
        let usual = Self.guess(kind.gvk, isNamespaced: true).resource
        retired[kind.gvk.group, default: []].insert(usual.resource)
        continue
      }
      add(kind.gvk, resource: resource.name, isNamespaced: resource.isNamespaced)
    }
    builtInGroups = groups.union(retired.keys)
  }

  private mutating func add(_ kind: GroupVersionKind, resource: String, isNamespaced: Bool) {
    let resource = GroupVersionResource(
      group: kind.group, version: kind.version, resource: resource)
    mappings[kind] = Mapping(resource: resource, kind: kind, isNamespaced: isNamespaced)
    kinds[resource] = kind
    groups.insert(kind.group)
    if groupsByResource[resource.resource]?.contains(kind.group) != true {
      groupsByResource[resource.resource, default: []].append(kind.group)
    }
    versions[storage(of: resource), default: []].append(resource)
  }

  /// The group under which the objects of a resource are stored.
  ///
  /// Events are the one resource that two groups of a 1.36 server share.
  private func storage(of resource: GroupVersionResource) -> Storage {
    let isEvent = resource.group == "events.k8s.io" && resource.resource == "events"
    return Storage(group: isEvent ? "" : resource.group, resource: resource.resource)
  }

  /// How a kind is served, or nil when the server does not know it.
  package func mapping(of kind: GroupVersionKind) -> Mapping? { mappings[kind] }

  /// The kind that a resource serves.
  package func kind(of resource: GroupVersionResource) -> GroupVersionKind? { kinds[resource] }

  /// The kinds that a resource may mean: without a group, those of every group that has the
  /// resource in the version.
  ///
  /// As the server's mapper takes a partial resource, in lower case.
  func kinds(meantBy resource: GroupVersionResource) -> [GroupVersionKind] {
    var meant = resource
    meant.resource = resource.resource.lowercased()
    guard meant.group.isEmpty else { return kinds[meant].map { [$0] } ?? [] }
    return (groupsByResource[meant.resource] ?? []).compactMap { group in
      kinds[GroupVersionResource(group: group, version: meant.version, resource: meant.resource)]
    }
  }

  /// The other resources that serve the same objects.
  func equivalents(of resource: GroupVersionResource) -> [Mapping] {
    (versions[storage(of: resource)] ?? []).filter { $0 != resource }
      .compactMap { kinds[$0].flatMap { mappings[$0] } }
  }

  /// How a kind that the server does not know would be served by the usual naming.
  ///
  /// Follows `UnsafeGuessKindToResource` of the API machinery.
  package static func guess(_ kind: GroupVersionKind, isNamespaced: Bool) -> Mapping {
    let singular = kind.kind.lowercased()
    let plural: String
    switch singular.utf8.last {
    case UInt8(ascii: "s"): plural = singular + "es"
    case UInt8(ascii: "y"): plural = String(singular.dropLast()) + "ies"
    default: plural = singular + "s"
    }
    return Mapping(
      resource: GroupVersionResource(
        group: kind.group, version: kind.version, resource: plural),
      kind: kind, isNamespaced: isNamespaced)
  }
}

/// What there is to choose from, for whoever names something that is not there.
extension RESTMapper {
  /// The versions that serve a resource of a group, in the order in which a server registers them.
  func versions(of resource: String, in group: String) -> [String] {
    (versions[Storage(group: group, resource: resource)] ?? []).filter { $0.group == group }
      .map(\.version)
  }

  /// Whether a group has a resource of that name, or had one in an earlier release.
  func has(_ resource: String, in group: String) -> Bool {
    !versions(of: resource, in: group).isEmpty || retired[group]?.contains(resource) == true
  }

  /// The groups that have a resource of that name, in order.
  func groups(with resource: String) -> [String] {
    groups.filter { !versions(of: resource, in: $0).isEmpty }.sorted()
  }

  /// The resources of a group, in order.
  func resources(in group: String) -> [String] {
    Set(kinds.keys.filter { $0.group == group }.map(\.resource)).sorted()
  }

  /// The resource that a text names as messages do, `deployments.apps`, in its first version.
  func resource(named text: String) -> Mapping? {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    let storage = Storage(group: parts.count > 1 ? parts[1] : "", resource: parts.first ?? "")
    return versions[storage]?.first.flatMap { kinds[$0] }.flatMap { mappings[$0] }
  }
}
