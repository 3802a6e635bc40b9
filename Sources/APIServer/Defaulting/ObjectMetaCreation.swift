import Kubernetes
import YAML

/// What the server makes of the metadata of any object, before its kind's own rules.
extension Creation {
  /// The metadata of an object that is created: what only the server may set is gone.
  static func prepareMetadata(_ object: inout Mapping) {
    object.changeMapping("metadata") { meta in
      for field in [
        "deletionGracePeriodSeconds", "deletionTimestamp", "managedFields", "selfLink",
      ] { meta[field] = nil }
    }
  }

  /// An object that the server holds may be on its way out, and another may have asked for it, which
  /// no creation says.
  static func keepHistory(of held: Node, in root: inout Node, gvk: GroupVersionKind) {
    root.changeMapping { object in
      object.keep(["deletionGracePeriodSeconds", "deletionTimestamp"], of: held, in: "metadata")
      if gvk.group == "certificates.k8s.io", held["spec"]?["username"] != nil {
        object.keep(["username", "groups", "uid", "extra"], of: held, in: "spec")
      }
    }
  }

  /// A request for a certificate tells who made it.
  static func nameRequester(_ spec: inout Mapping) {
    spec["username"] = Node.string(Requester.username).markedDefaulted
    spec["groups"] = Node(Requester.groups.map { .string($0) }).markedDefaulted
    spec["uid"] = nil
    spec["extra"] = nil
  }

  /// An object of a namespace gets one; one of the whole cluster loses the one it names.
  static func placeInNamespace(_ object: inout Mapping, _ resource: APIResource) {
    object.fill("metadata", .object([:]))
    object.changeMapping("metadata") { meta in
      if resource.isNamespaced {
        meta.fillEmpty("namespace", "default")
      } else if meta["namespace"] != nil {
        meta["namespace"] = nil
      }
    }
  }
}

extension Mapping {
  fileprivate mutating func keep(_ fields: [String], of held: Node, in name: String) {
    guard let before = held[name]?.mapping else { return }
    changeMapping(name) { mapping in
      for field in fields {
        if let value = before[field] { mapping[field] = value }
      }
    }
  }
}
