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

  /// An object that the server holds may be on its way out, which no creation says.
  static func keepDeletion(of held: Node, in root: inout Node) {
    guard let before = held["metadata"]?.mapping else { return }
    root.changeMapping { object in
      object.changeMapping("metadata") { meta in
        for field in ["deletionGracePeriodSeconds", "deletionTimestamp"] {
          if let value = before[field] { meta[field] = value }
        }
      }
    }
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
