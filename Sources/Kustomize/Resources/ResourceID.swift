import Kubernetes

/// What Kustomize tells resources apart by.
struct ResourceID: Hashable, Sendable {
  var gvk: GroupVersionKind
  var name: String
  /// As written; empty where there is none.
  var namespace: String
  /// Whether the kind is known to belong to the cluster rather than to a namespace.
  var isClusterScoped: Bool

  /// The namespace for comparisons: `default` where none is written.
  var effectiveNamespace: String {
    if isClusterScoped { return Self.noNamespace }
    return namespace.isEmpty ? "default" : namespace
  }

  /// Stands for the namespace of what belongs to the cluster.
  static let noNamespace = "_non_namespaceable_"

  /// Two identities are the same where these are.
  var key: Key {
    Key(gvk: gvk, name: name, effectiveNamespace: effectiveNamespace)
  }

  struct Key: Hashable, Sendable {
    var gvk: GroupVersionKind
    var name: String
    var effectiveNamespace: String

    /// Leaves group and version out, which hardly ever tell two apart that the rest does not.
    func hash(into hasher: inout Hasher) {
      hasher.combine(gvk.kind)
      hasher.combine(name)
      hasher.combine(effectiveNamespace)
    }
  }

  func matches(_ other: ResourceID) -> Bool {
    name == other.name && gvk == other.gvk && effectiveNamespace == other.effectiveNamespace
  }

  /// For people: `Deployment/ml-staging/model-api`.
  var description: String {
    ObjectIdentity(gvk: gvk, namespace: isClusterScoped ? "" : namespace, name: name).description
  }
}

/// Fields that a resource must have; empty ones match anything.
struct ResourceSelector: Hashable, Sendable {
  var group = ""
  var version = ""
  var kind = ""
  var name = ""
  var namespace = ""

  var isEmpty: Bool { self == ResourceSelector() }

  func selects(_ gvk: GroupVersionKind) -> Bool {
    (group.isEmpty || group == gvk.group) && (version.isEmpty || version == gvk.version)
      && (kind.isEmpty || kind == gvk.kind)
  }

  /// Whether group, version, kind, name and namespace agree.
  func selects(_ id: ResourceID) -> Bool {
    selects(id.gvk) && (name.isEmpty || name == id.name)
      && (namespace.isEmpty || namespace == id.effectiveNamespace
        || (namespace == "default" && id.effectiveNamespace == "default"))
  }
}

extension ResourceSelector {
  init(_ kinds: KindPattern) {
    self.init(group: kinds.group, version: kinds.version, kind: kinds.kind)
  }

  var gvk: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }

  func effectiveNamespace(_ scopes: Schemas) -> String {
    ResourceID(
      gvk: gvk, name: name, namespace: namespace, isClusterScoped: scopes.isClusterScoped(gvk)
    ).effectiveNamespace
  }
}
