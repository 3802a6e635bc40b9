import YAML

/// A part of a file that is one environment's, or one cluster's, and has its counterpart in a part of the same
/// file or of another: a mapping under the environment's name, an element of a list that holds it.
struct FilePart: Hashable, Sendable {
  /// What it is called, by the target's names: `values.production`.
  var label: String
  /// Where it stands on either side.
  var (source, target): (PartSelector, PartSelector)
  /// What of it is promoted; nil for all of it.
  var rest: FieldPattern?
  /// Whether pipeline.yaml says that it is promoted, whatever the history says.
  var isDeclared: Bool

  /// The key that it stands under; nil for an element of a list.
  var lastKey: String? {
    guard case .key(let key)? = target.steps.last else { return nil }
    return key
  }
}

/// Where a part of a document stands.
struct PartSelector: Hashable, Sendable {
  /// One step down; the part itself is where the last one leads.
  enum Step: Hashable, Sendable {
    case key(String)
    /// Whichever entry of a list or mapping.
    case any
    /// The element of a list of which these texts are values, or the entry of a mapping that is called so.
    case holding([String])
  }

  var steps: [Step]

  /// A place of a document.
  struct Place {
    var path = FieldPath.root
    var node: Node
    /// Which of the entries were taken where any may be, so that both sides are told apart alike.
    var ordinal = 0
  }

  /// The places of a document that fit.
  func places(in root: Node) -> [Place] {
    steps.reduce([Place(node: root)]) { places, step in
      places.flatMap { place in
        Self.children(of: place, step).map { path, node in
          var child = Place(path: path, node: node, ordinal: place.ordinal)
          if step == .any, case .index(let index)? = path.steps.last {
            child.ordinal = place.ordinal * Self.limit + min(index, Self.limit - 1)
          }
          return child
        }
      }
    }
  }

  /// More entries are not told apart.
  private static let limit = 1_000

  private static func children(
    of place: Place, _ step: Step
  ) -> [(path: FieldPath, node: Node)] {
    let path = place.path
    switch place.node.content {
    case .scalar: return []
    case .mapping(let mapping):
      return mapping.entries.filter { entry in
        switch step {
        case .key(let name): entry.name == name
        case .any: true
        case .holding(let texts): texts == [entry.name]
        }
      }.map { (path.appending(.key($0.name)), $0.value) }
    case .sequence(let elements):
      return elements.enumerated().filter { _, element in
        switch step {
        case .key: false
        case .any: true
        case .holding(let texts): Set(texts).isSubset(of: element.ownTexts)
        }
      }.map { (path.appending(.index($0.offset)), $0.element) }
    }
  }
}

extension FilePart {
  /// All of a file, of which a field alone is promoted.
  static func whole(of field: FieldPattern) -> FilePart {
    FilePart(
      label: "", source: PartSelector(steps: []), target: PartSelector(steps: []), rest: field,
      isDeclared: true)
  }
}

extension Node {
  /// The texts of a value, and of what a mapping holds, those of mappings in it too.
  var ownTexts: Set<String> {
    if let text = scalarText { return [text] }
    return (mapping?.entries ?? []).reduce(into: []) { texts, entry in
      if entry.value.elements == nil { texts.formUnion(entry.value.ownTexts) }
    }
  }
}

extension MergedFile {
  /// The parts of the file that one side has, each as a document of its own.
  func divided(by parts: [FilePart], on side: PromotedField.Side) -> MergedFile {
    guard !parts.isEmpty, kind == .yaml else { return self }
    var file = self
    var counts: [[Int]: Int] = [:]
    file.division = Division(parts: parts, side: side)
    file.documents = parts.enumerated().flatMap { number, part -> [NamedDocument] in
      let selector = side == .source ? part.source : part.target
      return documents.flatMap { document in
        selector.places(in: document.root).map { place in
          let key = [number, document.index, place.ordinal]
          defer { counts[key, default: 0] += 1 }
          return NamedDocument(
            object: part.label,
            // The same on both sides, whatever each has besides.
            occurrence: (document.index &* 1_000_003 &+ place.ordinal) &* 1_000
              &+ counts[key, default: 0],
            root: place.node, index: document.index, base: place.path)
        }
      }
    }
    return file
  }

  /// How a file was divided, so that the same can be done to another state of it.
  struct Division {
    let parts: [FilePart]
    let side: PromotedField.Side
  }
}
