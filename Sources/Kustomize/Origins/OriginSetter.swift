package import YAML

/// The steps of rendering that set values.
extension Origin.Setter {
  package static let strategicMergePatch = Origin.Setter(rawValue: 16)
  package static let jsonPatch = Origin.Setter(rawValue: 17)
  package static let namespace = Origin.Setter(rawValue: 18)
  package static let namePrefix = Origin.Setter(rawValue: 19)
  package static let nameSuffix = Origin.Setter(rawValue: 20)
  package static let labels = Origin.Setter(rawValue: 21)
  package static let annotations = Origin.Setter(rawValue: 22)
  package static let images = Origin.Setter(rawValue: 23)
  package static let replicas = Origin.Setter(rawValue: 24)
  package static let replacement = Origin.Setter(rawValue: 25)
  package static let variable = Origin.Setter(rawValue: 26)
  package static let generator = Origin.Setter(rawValue: 27)
  package static let nameSuffixHash = Origin.Setter(rawValue: 28)
  package static let nameReference = Origin.Setter(rawValue: 29)
  package static let valueAdd = Origin.Setter(rawValue: 30)
  package static let buildMetadata = Origin.Setter(rawValue: 31)

  /// The step in words, as `trace` prints it.
  package var name: String {
    switch self {
    case .strategicMergePatch: "strategic merge patch"
    case .jsonPatch: "JSON 6902 patch"
    case .namespace: "namespace"
    case .namePrefix: "namePrefix"
    case .nameSuffix: "nameSuffix"
    case .labels: "labels"
    case .annotations: "commonAnnotations"
    case .images: "images"
    case .replicas: "replicas"
    case .replacement: "replacements"
    case .variable: "vars"
    case .generator: "generator"
    case .nameSuffixHash: "name suffix hash"
    case .nameReference: "name reference"
    case .valueAdd: "ValueAddTransformer"
    case .buildMetadata: "buildMetadata"
    default: "document"
    }
  }
}

/// Gives values that a step sets their origin.
struct OriginRecorder: Sendable {
  /// Whether each value remembers what it replaced.
  let keepsHistory: Bool

  /// The origin of a value that `source` asks for and that `old` gives way to.
  func origin(_ source: Origin, by setter: Origin.Setter, replacing old: Node?) -> Origin {
    var origin = Origin(source.location, by: setter)
    guard let old, old.origin.location != nil || !old.isNull else { return origin }
    origin.cell = old.origin.cell
    if keepsHistory {
      origin.replaced = Origin.Replaced(origin: old.origin, value: old.scalar)
    }
    return origin
  }

  /// Replaces a scalar's value.
  ///
  /// As in Kustomize, the new value is written in the old one's style, so that in quotes it is a
  /// string whatever it was meant to be.
  func set(
    _ node: inout Node, to scalar: Scalar, source: Origin, by setter: Origin.Setter
  ) {
    let written = node.scalar.map { scalar.written(like: $0) } ?? scalar
    node = Node(written, origin: origin(source, by: setter, replacing: node))
  }

  /// Replaces a scalar by text whose type is read off the text, unless the old value was quoted.
  ///
  /// Kustomize's transformers set names without a tag and keep the style, so that an unquoted name
  /// that comes to look like a number becomes one.
  func setUntagged(
    _ node: inout Node, to text: String, source: Origin, by setter: Origin.Setter
  ) {
    let style = node.scalar?.style ?? .plain
    set(&node, to: .untagged(text, style: style), source: source, by: setter)
  }
}

extension Scalar {
  /// Text that is read like a plain scalar of a document where `style` is plain.
  static func untagged(_ text: String, style: ScalarStyle = .plain) -> Scalar {
    Scalar(
      text: text, type: style == .plain ? Schema.kustomize.type(ofPlain: text) : .string,
      style: style)
  }

  /// Text that is a string whatever it looks like: in quotes where it looks like something else.
  static func tagged(_ text: String) -> Scalar {
    let isPlain =
      Schema.kubernetes.type(ofPlain: text) == .string && ImplicitTimestamp(text) == nil
    return Scalar(string: text, style: isPlain ? .plain : .doubleQuoted)
  }

  /// The value in the style of another scalar, whose place it takes.
  func written(like old: Scalar) -> Scalar {
    guard old.style == .plain || old.type == .null else {
      return Scalar(string: text, style: old.style)
    }
    return type == .string ? .tagged(text) : self
  }
}
