import Diagnostics
import Kubernetes
import YAML

/// A Kubernetes object on its way through the transformers.
struct Resource: Sendable {
  /// The object, a mapping.
  var root: Node
  /// What steps have taken out of the object.
  var removed = RemovedFields()
  /// What the object was called before each step that renames, oldest first.
  var previous: [PreviousIdentity] = []
  var prefixes: [String] = []
  var suffixes: [String] = []
  /// How a generated object meets one of its name.
  var behavior = GenerationBehavior.unspecified
  var needsNameSuffixHash = false
  /// For patches: whether they may rename their target.
  var allowsNameChange = false
  var allowsKindChange = false
  /// The vars that read from this object.
  var variableNames: [String] = []
  /// Where the object, or what generates it, stands.
  var definition: Location?
  /// Whether an earlier step has kept notes in the object's annotations.
  ///
  /// Kustomize keeps its notes there, so that patches find annotations to add to.
  var hasNotes: Bool {
    !previous.isEmpty || !prefixes.isEmpty || !suffixes.isEmpty || behavior != .unspecified
      || needsNameSuffixHash
  }
  private var lastCell: UInt32 = 0

  init(root: Node, definition: Location? = nil) {
    self.root = root
    self.definition = definition ?? root.origin.location
  }

  /// One earlier identity; group and version are those of today.
  struct PreviousIdentity: Hashable, Sendable {
    var name: String
    /// The namespace for comparisons.
    var namespace: String
    var kind: String
  }

  var apiVersion: String { root.scalar("apiVersion")?.text ?? "" }
  var kind: String { root.scalar("kind")?.text ?? "" }
  var gvk: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
  var name: String { metadataText("name") }
  var namespace: String { metadataText("namespace") }

  private func metadataText(_ field: String) -> String {
    root["metadata"]?.scalar(field)?.textUnlessNull ?? ""
  }

  var labels: [String: String] { textMap("labels") }
  var annotations: [String: String] { textMap("annotations") }

  private func textMap(_ field: String) -> [String: String] {
    guard let mapping = root["metadata"]?[field]?.mapping else { return [:] }
    return Dictionary(
      mapping.entries.map { ($0.name, $0.value.text) }, uniquingKeysWith: { first, _ in first })
  }

  /// A number for values that are about to be shared within this object.
  mutating func newCell() -> UInt32 {
    lastCell += 1
    return lastCell
  }

  /// Gives every value that shares the cell of `node` its content.
  mutating func spread(_ node: Node) {
    let cell = node.origin.cell
    guard cell != 0 else { return }
    root.updateAll { if $0.origin.cell == cell { $0 = node } }
  }

  /// Ends all sharing, as reading the object anew does.
  mutating func dropCells() {
    guard lastCell != 0, root.contains(where: { $0.origin.cell != 0 }) else { return }
    root.updateAll { if $0.origin.cell != 0 { $0.origin.cell = 0 } }
  }
}

extension Resource {
  /// Sets a scalar of the metadata, which is made where it is missing.
  mutating func setMetadata(_ field: String, _ change: (inout Node) -> Void) {
    root.ensureMapping("metadata")
    _ = root.update("metadata") { metadata in
      if metadata[field] == nil { metadata[field] = Node(Scalar(text: "", type: .null)) }
      _ = metadata.update(field, change)
    }
  }

  /// Reads a name or a namespace as Kustomize writes it back: without a tag.
  mutating func restoreMetadata(_ field: String, to text: String) {
    if root["metadata"]?[field]?.scalar?.text == text { return }
    setMetadata(field) { node in
      let style = node.scalar?.style ?? .plain
      node = Node(.untagged(text, style: style), origin: node.origin)
    }
  }

  mutating func removeMetadata(_ field: String) {
    _ = root.update("metadata") { $0[field] = nil }
  }
}

extension Node {
  /// The text of a scalar of any type, null included; empty for a collection.
  var text: String { scalar?.text ?? "" }

  /// Whether the value counts as absent: null, or a collection without content.
  var isNullOrEmpty: Bool {
    switch content {
    case .scalar(let scalar): scalar.type == .null
    case .sequence(let elements): elements.isEmpty
    case .mapping(let mapping): mapping.isEmpty
    }
  }

  var isEmptyMapping: Bool { mapping?.isEmpty ?? false }

  /// Makes the value of a key a mapping where it is absent.
  mutating func ensureMapping(_ key: String, origin: Origin = .none) {
    guard mapping != nil, self[key] == nil else { return }
    self[key] = Node(Mapping(), origin: origin)
  }
}

/// How a generator treats an object of its name that is there already.
enum GenerationBehavior: String, Sendable {
  case unspecified, create, replace, merge
}
