import Kubernetes
package import YAML

/// The steps of rendering that set values.
extension Origin.Setter {
  /// A patch that merges, of `patches` or `patchesStrategicMerge`; the origin is the value in the
  /// patch.
  package static let strategicMergePatch = Origin.Setter(rawValue: 16)
  /// An operation of RFC 6902; the origin is its `value`, or the operation where it has none.
  package static let jsonPatch = Origin.Setter(rawValue: 17)
  /// The `namespace` of a kustomization, also where it is put into the subjects of a role binding.
  package static let namespace = Origin.Setter(rawValue: 18)
  /// The `namePrefix` of a kustomization.
  package static let namePrefix = Origin.Setter(rawValue: 19)
  /// The `nameSuffix` of a kustomization.
  package static let nameSuffix = Origin.Setter(rawValue: 20)
  /// `labels` or `commonLabels`, wherever they put a label: metadata, selectors, templates.
  package static let labels = Origin.Setter(rawValue: 21)
  /// The `commonAnnotations` of a kustomization.
  package static let annotations = Origin.Setter(rawValue: 22)
  /// An entry of `images`; the origin is its `newName`, `newTag` or `digest`.
  package static let images = Origin.Setter(rawValue: 23)
  /// An entry of `replicas`; the origin is its `count`.
  package static let replicas = Origin.Setter(rawValue: 24)
  /// An entry of `replacements`; the origin is the field that the value was taken from.
  package static let replacement = Origin.Setter(rawValue: 25)
  /// A `$(NAME)` of `vars` that was replaced; the origin is the field that gave the var its value.
  package static let variable = Origin.Setter(rawValue: 26)
  /// A generator, of whose arguments the origin is one.
  package static let generator = Origin.Setter(rawValue: 27)
  /// The hash of a generated object's content behind its name.
  package static let nameSuffixHash = Origin.Setter(rawValue: 28)
  /// A name that follows the object that it names; the origin stays the field's own text.
  package static let nameReference = Origin.Setter(rawValue: 29)
  /// A ValueAddTransformer; the origin is its `value`.
  package static let valueAdd = Origin.Setter(rawValue: 30)
  /// What `buildMetadata` asks for: the annotations and labels about the build itself; no source
  /// gives them.
  package static let buildMetadata = Origin.Setter(rawValue: 31)
  /// The annotation by which an object is for the build alone, and not to be printed.
  package static let localConfiguration = Origin.Setter(rawValue: 32)

  /// A chart that Helm has rendered; the origin is the chart's entry.
  package static let chart = Origin.Setter(rawValue: 33)

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
    case .localConfiguration: "config.kubernetes.io/local-config"
    case .substitution: "postBuild substitution"
    case .chart: "helm template"
    default: "document"
    }
  }
}

/// Gives values that a step sets their origin.
struct OriginRecorder: Sendable {
  /// Whether each value remembers what it replaced.
  let keepsHistory: Bool

  /// The origin of a value that `source` asks for and that `old` gives way to.
  ///
  /// - Parameter copies: how the value came here, where it was copied from other fields; kept in any
  ///   case, since no other place says which entry copied it.
  func origin(
    _ source: Origin, by setter: Origin.Setter, replacing old: Node?, copies: [Origin.Copy] = []
  ) -> Origin {
    var origin = Origin(source.location, by: setter)
    if let old, old.origin.location != nil || !old.isNull {
      origin.cell = old.origin.cell
      if keepsHistory {
        origin.replaced = Origin.Replaced(origin: old.origin, value: old.scalar)
      }
    }
    if !copies.isEmpty {
      let earlier = origin.replaced
      origin.replaced = Origin.Replaced(
        origin: earlier?.origin ?? .none, value: earlier?.value, copies: copies)
    }
    return origin
  }

  /// Replaces a scalar's value.
  ///
  /// As in Kustomize, the new value is written in the old one's style, so that in quotes it is a
  /// string whatever it was meant to be.
  func set(
    _ node: inout Node, to scalar: Scalar, source: Origin, by setter: Origin.Setter,
    copies: [Origin.Copy] = []
  ) {
    let written = node.scalar.map { scalar.written(like: $0) } ?? scalar
    node = Node(written, origin: origin(source, by: setter, replacing: node, copies: copies))
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
