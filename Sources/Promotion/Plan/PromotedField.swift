/// Something of a kustomization that a promotion can move.
package enum PromotedField: Hashable, Sendable {
  /// The tag and the digest of an entry of `images`, which only make sense together.
  case imageVersion(String)
  /// The registry and repository that an entry of `images` turns to.
  case imageName(String)
  /// The count of an entry of `replicas`.
  case replicas(String)
  /// A literal of an entry of `configMapGenerator`.
  case literal(generator: String, key: String)
}

extension PromotedField: CustomStringConvertible, Comparable {
  /// As people write it in patterns: `images[app]`, `configMapGenerator[config].literals[KEY]`.
  package var description: String {
    switch self {
    case .imageVersion(let name): "images[\(name)]"
    case .imageName(let name): "images[\(name)].newName"
    case .replicas(let name): "replicas[\(name)].count"
    case .literal(let generator, let key): "configMapGenerator[\(generator)].literals[\(key)]"
    }
  }

  /// Image names come before their versions, so that a new entry has its keys in the usual order.
  package static func < (left: PromotedField, right: PromotedField) -> Bool {
    left.order < right.order
  }

  private var order: (Int, String, Int, String) {
    switch self {
    case .imageName(let name): (0, name, 0, "")
    case .imageVersion(let name): (0, name, 1, "")
    case .replicas(let name): (1, name, 0, "")
    case .literal(let generator, let key): (2, generator, 0, key)
    }
  }

  /// The keys of the kustomization that make it up.
  var memberNames: [String] {
    switch self {
    case .imageVersion: ["newTag", "digest", "tagSuffix"]
    case .imageName: ["newName"]
    case .replicas: ["count"]
    case .literal: ["value"]
    }
  }

  /// The ways that patterns may name it.
  var paths: [[FieldPattern.Step]] {
    switch self {
    case .imageVersion(let name):
      memberNames.map { [.key("images"), .entry(name), .key($0)] }
    case .imageName(let name): [[.key("images"), .entry(name), .key("newName")]]
    case .replicas(let name): [[.key("replicas"), .entry(name), .key("count")]]
    case .literal(let generator, let key):
      [[.key("configMapGenerator"), .entry(generator), .key("literals"), .entry(key)]]
    }
  }
}
