package import Diagnostics
package import Kubernetes
package import YAML

/// Where the fields of one rendered object come from.
package struct ObjectTrace: Sendable {
  /// The environment's name.
  package var environment: String
  /// The object that is traced, as it renders.
  package var identity: ObjectIdentity
  /// Where the object, or what generates it, stands.
  package var definition: Location?
  /// The field that was asked for; nil for all.
  package var field: FieldPath?
  /// In the order in which the object holds them, a collection before what is inside it.
  package var fields: [FieldTrace]
}

/// All that set one field.
package struct FieldTrace: Sendable {
  /// The field that is traced.
  package var path: FieldPath
  /// What set it, newest first; at least one.
  package var settings: [Setting]

  /// One setting of a field.
  package struct Setting: Hashable, Sendable {
    /// The step that set it.
    package var setter: Origin.Setter
    /// The bytes to edit; nil where no source holds the value.
    package var location: Location?
    /// The value, where it is or was a scalar; a secret is replaced by its short hash.
    package var value: Scalar?
  }
}

extension FieldTrace {
  init(path: FieldPath, node: Node, show: (Scalar) -> Scalar) {
    self.path = path
    let newest = Setting(
      setter: node.origin.setter, location: node.origin.location, value: node.scalar.map(show))
    // What no file and no step has set only held the place.
    let earlier = node.origin.chain.dropFirst().filter { link in
      link.origin.location != nil || link.origin.setter != .document
    }
    settings = [newest]
    for link in earlier {
      let setting = Setting(
        setter: link.origin.setter, location: link.origin.location, value: link.value.map(show))
      // A transformer may come by twice, through two of its field specs.
      if setting != settings.last { settings.append(setting) }
    }
  }
}

extension Node {
  /// The scalars and empty collections in the tree, each with its path.
  func leaves(at path: FieldPath) -> [(path: FieldPath, node: Node)] {
    switch content {
    case .scalar: return [(path, self)]
    case .sequence(let elements):
      guard !elements.isEmpty else { return [(path, self)] }
      return elements.enumerated().flatMap { index, element in
        element.leaves(at: path.appending(.index(index)))
      }
    case .mapping(let mapping):
      guard !mapping.isEmpty else { return [(path, self)] }
      return mapping.entries.flatMap { $0.value.leaves(at: path.appending(.key($0.name))) }
    }
  }
}
