/// What may stand at a place of a kustomization, as people are told it: the decoder's rules in words.
package indirect enum KustomizationShape: Sendable {
  /// A string, which may be one of a few.
  case text(oneOf: [String] = [])
  /// The path or URL of something, as a string.
  case place(PlaceKind)
  case flag
  case integer
  /// Strings under names that are free.
  case pairs
  case list(KustomizationShape)
  /// Fields under names that are given.
  case mapping([KustomizationField])
  /// Whatever may stand there.
  case any

  /// A string without a list of what it may be.
  static let text = text()

  /// What a path leads to.
  package enum PlaceKind: Sendable {
    /// Manifests: a file of them, or a directory with a kustomization.
    case resource
    /// A directory whose kustomization is a component.
    case component
    /// A file with a patch.
    case patch
    /// Any file, be it with a key before it: `key=path`.
    case content
    /// A file of variables, `NAME=value` in each line.
    case variables
    /// A YAML file that only Kustomize reads.
    case configuration
  }

  /// The fields of a mapping; none of what is no mapping, or has free names.
  package var fields: [KustomizationField] {
    if case .mapping(let fields) = self { fields } else { [] }
  }
  /// What the entries of a list are; nil of what is no list.
  package var element: KustomizationShape? {
    if case .list(let element) = self { element } else { nil }
  }
}

/// A field of a kustomization, or of a mapping in one.
package struct KustomizationField: Sendable {
  /// As it is written.
  package let name: String
  /// What stands under it.
  package let shape: KustomizationShape
  /// What it does, a fragment.
  package let meaning: String
  /// What holds where it is absent; nil where nothing does.
  package var defaultValue: String?

  init(_ name: String, _ shape: KustomizationShape, _ meaning: String, default value: String? = nil)
  {
    self.name = name
    self.shape = shape
    self.meaning = meaning
    defaultValue = value
  }

  /// What is to be used in its place; nil where it is not deprecated.
  package var successor: String? {
    // These two no build warns of.
    let old = ["env": "envs", "helmChartInflationGenerator": "helmCharts"]
    return old[name] ?? Succession.fields.first { $0.key == name }?.value
  }
}
