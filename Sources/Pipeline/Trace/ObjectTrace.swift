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
  /// What deleted the object, where it is not printed.
  package var deletion: FieldTrace.Setting?
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

  /// One setting of a field, or its removal.
  package struct Setting: Hashable, Sendable {
    /// The step that set it.
    package var setter: Origin.Setter
    /// The bytes to edit; nil where no source holds the value.
    package var location: Location?
    /// The value, where it is or was a scalar; a secret is replaced by its short hash.
    package var value: Scalar?
    /// Whether it took the field away.
    package var isRemoval = false
    /// Whether it set another field, from which the setting before this one copied the value.
    package var isSource = false
  }
}

extension FieldTrace {
  /// - Parameter isRemoved: whether the newest setting took the field away.
  init(path: FieldPath, node: Node, isRemoved: Bool, show: (Scalar) -> Scalar) {
    self.path = path
    settings = []
    for setting in node.origin.settings(of: node.scalar) {
      var setting = setting
      setting.value = setting.value.map(show)
      // A transformer may come by twice, through two of its field specs.
      if setting != settings.last { settings.append(setting) }
    }
    guard isRemoved else { return }
    settings[0].isRemoval = true
    settings[0].value = nil
  }
}

extension Origin {
  /// Everything that set a field, newest first: at least what set it last.
  ///
  /// A copied value names the entry that asked for the copy, then what set the field that it was
  /// copied from, and then what it replaced.
  fileprivate func settings(of value: Scalar?) -> [FieldTrace.Setting] {
    var settings: [FieldTrace.Setting] = []
    for (index, link) in chain.enumerated() {
      let value = index == 0 ? value : link.value
      guard let copies = link.origin.replaced?.copies, !copies.isEmpty else {
        // What no file and no step has set only held the place.
        guard index == 0 || link.origin.location != nil || link.origin.setter != .document else {
          continue
        }
        settings.append(
          FieldTrace.Setting(
            setter: link.origin.setter, location: link.origin.location, value: value))
        continue
      }
      for copy in copies {
        settings.append(
          FieldTrace.Setting(setter: copy.setter, location: copy.entry, value: value))
        settings += copy.source.settings(of: copy.value).map { source in
          var source = source
          source.isSource = true
          return source
        }
      }
    }
    return settings
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
