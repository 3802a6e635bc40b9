import Kubernetes
import YAML

extension Mapping {
  /// Adds an entry that no source holds.
  fileprivate mutating func set(_ name: String, _ value: Node) {
    append(Entry(key: .string(name), value: value))
  }

  /// Adds a text unless it is empty, as the server drops it.
  fileprivate mutating func set(_ name: String, unlessEmpty text: String) {
    if !text.isEmpty { set(name, .string(text)) }
  }
}

extension AdmissionRequest {
  /// The value of `request`: an AdmissionRequest without the objects, which are variables.
  ///
  /// - Parameter mapping: the resource and kind through which the policy matched.
  func node(matchedAs mapping: RESTMapper.Mapping) -> Node {
    var root = Mapping()
    root.set("uid", .string(uid))
    root.set("kind", mapping.kind.node)
    root.set("resource", mapping.resource.node)
    root.set("subResource", unlessEmpty: subresource)
    root.set("requestKind", kind.node)
    root.set("requestResource", resource.node)
    root.set("requestSubResource", unlessEmpty: subresource)
    root.set("name", unlessEmpty: name)
    root.set("namespace", unlessEmpty: namespace)
    root.set("operation", .string(operation.rawValue))
    root.set("userInfo", userInfo.node)
    root.set("dryRun", .boolean(dryRun))
    root.set("options", options ?? standardOptions)
    return Node(root)
  }

  /// The options that kubectl sends.
  private var standardOptions: Node {
    var options = Mapping()
    let kind =
      switch operation {
      case .create: "CreateOptions"
      case .update: "UpdateOptions"
      case .delete: "DeleteOptions"
      case .connect: "ConnectOptions"
      }
    options.set("kind", .string(kind))
    options.set("apiVersion", .string("meta.k8s.io/v1"))
    if dryRun { options.set("dryRun", Node([.string("All")])) }
    return Node(options)
  }
}

extension UserInfo {
  fileprivate var node: Node {
    var info = Mapping()
    info.set("username", unlessEmpty: username)
    info.set("uid", unlessEmpty: uid)
    if !groups.isEmpty { info.set("groups", Node(groups.map { .string($0) })) }
    if !extra.isEmpty {
      var entries = Mapping()
      for entry in extra { entries.set(entry.key, Node(entry.values.map { .string($0) })) }
      info.set("extra", Node(entries))
    }
    return Node(info)
  }
}

extension GroupVersionKind {
  fileprivate var node: Node {
    var parts = Mapping()
    parts.set("group", .string(group))
    parts.set("version", .string(version))
    parts.set("kind", .string(kind))
    return Node(parts)
  }
}

extension GroupVersionResource {
  fileprivate var node: Node {
    var parts = Mapping()
    parts.set("group", .string(group))
    parts.set("version", .string(version))
    parts.set("resource", .string(resource))
    return Node(parts)
  }
}

extension Namespaces {
  /// The fields of a Namespace's metadata that `namespaceObject` exposes.
  private static let exposed = [
    "name", "generateName", "namespace", "uid", "resourceVersion", "generation",
    "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "annotations",
    "finalizers",
  ]

  /// The value of `namespaceObject`: the object with what a running namespace has.
  static func node(of namespace: KubernetesObject) -> Node {
    var metadata = Mapping(
      entries: (namespace.metadata?.mapping?.entries ?? []).filter {
        exposed.contains($0.name) && !$0.value.isNull
      })
    var labels = namespace.metadata?["labels"]?.mapping ?? Mapping()
    labels[nameLabel] = .string(namespace.name)
    metadata["labels"] = Node(labels, origin: namespace.metadata?["labels"]?.origin ?? .none)
    var root = Mapping()
    root.set("metadata", Node(metadata, origin: namespace.metadata?.origin ?? .none))
    var spec = Mapping()
    spec.set("finalizers", Node([.string("kubernetes")]))
    root.set("spec", namespace.root["spec"] ?? Node(spec))
    var status = Mapping()
    status.set("phase", .string("Active"))
    root.set("status", namespace.root["status"] ?? Node(status))
    return Node(root, origin: namespace.root.origin)
  }
}
