package import Kubernetes
package import YAML

/// An object on its way into the server: read, with its defaults, and not judged yet.
///
/// It is in the form in which the server holds it in memory while policies mutate it; what is done
/// to it on its way into storage, the Job's labels for one, comes after them.
package struct Submission: Sendable {
  /// The kind under which the object was sent.
  package let gvk: GroupVersionKind
  /// The object; nil where it could not be read, or where its kind is not known.
  package private(set) var root: Node?
  /// What is wrong with how it is written; when there is any, nothing else is judged.
  package var faults: [DecodingFault] = []
  /// Why the server takes no such object, where no field is to blame.
  package var refusal: String?
  /// The kind that was probably meant by one that is refused.
  var meant: GroupVersionKind?
  /// What the server would warn of though nothing can be judged.
  package var warnings: [Warning] = []
  /// Whether a server of the release has the kind, but its fields went with an older release.
  package var isWithoutSchema = false
  /// The object that it replaces, as the server holds it.
  package internal(set) var before: Node?
  let type: SubmittedType?

  init(_ gvk: GroupVersionKind, root: Node? = nil, type: SubmittedType? = nil) {
    self.gvk = gvk
    self.root = root
    self.type = type
  }

  /// An object of a kind that nobody here knows: it is taken as it is.
  package init(unread object: KubernetesObject) { self.init(object.gvk, root: object.root) }

  /// The object as the server hands it to policies that mutate it.
  package var form: Node? { root.map { form(of: $0) } }

  /// An object of the kind in the form that policies see.
  private func form(of root: Node) -> Node {
    guard case .builtIn(let schema)? = type else { return root }
    return Storage.form(of: root, as: schema)
  }

  /// How objects of the kind are merged when they are applied; nil where its type is not known.
  package var shape: MergeShape? {
    switch type {
    case .builtIn(let schema): MergeShape(schema)
    case .custom(let kind): MergeShape(resource: kind.schema)
    case nil: nil
    }
  }

  /// Whether the kind is one of a CustomResourceDefinition, of which the server has no type of its
  /// own that a changed object would have to fit.
  package var isCustom: Bool {
    if case .custom? = type { return true }
    return false
  }

  /// Takes a changed object, which the server reads anew and fills in again.
  ///
  /// - Returns: what is wrong with how it is written; the object stays as it was then, unless the
  ///   kind is a custom one, whose unknown fields are dropped.
  package mutating func replace(_ object: Node) -> [DecodingFault] {
    switch type {
    case .builtIn(let schema):
      var (decoded, faults) = Decoder.decode(object, as: schema)
      guard faults.isEmpty else { return faults }
      DisabledFields.drop(from: &decoded, gvk: gvk, in: schema.described)
      var filled = Defaulting.fill(decoded, as: schema)
      Creation.convert(&filled, gvk: gvk)
      root = filled
    case .custom(let kind):
      var filled = CustomObject.decode(object, as: kind.schema).root
      kind.fill(&filled)
      root = filled
    case nil: root = object
    }
    return []
  }

  /// What the server's own plugins do once more after policies have changed the object.
  package mutating func readmit() {
    guard case .builtIn(let schema)? = type else { return }
    if var root {
      Creation.admit(&root, gvk: gvk, isNew: before == nil, by: .of(schema.described))
      self.root = root
    }
  }
}

/// What the server knows of the type of an object.
enum SubmittedType: Sendable {
  case builtIn(ObjectSchema)
  case custom(CustomKind)
}
