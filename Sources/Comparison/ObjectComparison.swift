import Diagnostics
import Display
import Kubernetes
import Values
import YAML

/// Compares two states of one object, field by field.
struct ObjectComparison {
  let from: NameTranslation
  let to: NameTranslation
  let redaction: Redaction
  /// Which values of either side may be shown.
  let secrecy: (old: ObjectSecrecy, new: ObjectSecrecy)
  private(set) var changes: [FieldChange] = []
  /// The texts that the values compared now are inside of, and may only be shown by their keys.
  private var texts: (old: Node, new: Node)?

  init(
    from: NameTranslation, to: NameTranslation, redaction: Redaction,
    secrecy: (old: ObjectSecrecy, new: ObjectSecrecy)
  ) {
    self.from = from
    self.to = to
    self.redaction = redaction
    self.secrecy = secrecy
  }

  mutating func compare(_ old: KubernetesObject, _ new: KubernetesObject, facts: Facts) {
    let schema = facts.schema(of: new.gvk) ?? facts.schema(of: old.gvk)
    compareMappings(
      old.root.mapping ?? Mapping(), new.root.mapping ?? Mapping(), Context(object: schema),
      at: DiffPath())
  }

  /// What the API says about a value.
  private struct Context {
    var object: ObjectSchema?
    var element: ValueType?
    var field: FieldSchema?
    var isQuantity = false

    init(object: ObjectSchema?) { self.object = object }

    init(_ type: ValueType?, field: FieldSchema? = nil) {
      object = type?.object
      element = type?.element
      isQuantity = type?.kind == .quantity
      self.field = field
    }

    func child(_ key: String) -> Context {
      guard let field = object?.field(key) else { return Context(element) }
      return Context(field.type, field: field)
    }
  }

  private mutating func compare(
    _ old: Node?, _ new: Node?, _ context: Context, at path: DiffPath
  ) {
    let old = old?.isNull == true ? nil : old
    let new = new?.isNull == true ? nil : new
    switch (old?.content, new?.content) {
    case (nil, nil): return
    case (.mapping(let left), .mapping(let right)):
      compareMappings(left, right, context, at: path)
    case (.sequence(let left), .sequence(let right)):
      compareLists(left, right, context, at: path)
    case (.scalar(let left), .scalar(let right)):
      guard !areEqual(left, right, context) else { return }
      let cause = cause(left, right)
      if cause == .value, let old, let new, compareMeaning(old, new, at: path) { return }
      note(old, new, at: path, cause: cause)
    default: note(old, new, at: path, cause: .value)
    }
  }

  private mutating func compareMappings(
    _ old: Mapping, _ new: Mapping, _ context: Context, at path: DiffPath
  ) {
    for entry in old.entries {
      compare(
        entry.value, new[entry.name], context.child(entry.name),
        at: path.appending(key: entry.name))
    }
    for entry in new.entries where old.index(of: entry.name) == nil {
      compare(nil, entry.value, context.child(entry.name), at: path.appending(key: entry.name))
    }
  }

  private mutating func compareLists(
    _ old: [Node], _ new: [Node], _ context: Context, at path: DiffPath
  ) {
    let pairing = ListPairing(field: context.field, from: from, to: to)
    let pairs = pairing.pairs(old, new)
    for pair in pairs.pairs {
      compare(
        pair.old.map { old[$0] }, pair.new.map { new[$0] }, Context(context.element),
        at: path.appending(pair.step, from: pair.old, to: pair.new))
    }
    guard pairs.keys != nil, pairs.isReordered,
      pairing.orderMatters(of: old, new, under: path.lastKey)
    else { return }
    note(
      pairs.names(byOld: true, origin: old[0].origin),
      pairs.names(byOld: false, origin: new[0].origin), at: path, cause: .order)
  }

  /// Compares two texts as the certificates or the JSON that they are.
  ///
  /// - Returns: false where one is neither, or is hidden whole; certificates never are, wherever they
  ///   stand.
  private mutating func compareMeaning(_ old: Node, _ new: Node, at path: DiffPath) -> Bool {
    guard texts == nil, let left = old.string, let right = new.string else { return false }
    var meaning: (step: DiffPath.Step, before: Node, after: Node)?
    if let before = CertificateText.tree(of: left), let after = CertificateText.tree(of: right) {
      meaning = (.certificate, before, after)
    } else if !secrecy.old.hides(left, at: path.from), !secrecy.new.hides(right, at: path.to),
      let before = JSONText.tree(of: left), let after = JSONText.tree(of: right)
    {
      meaning = (.json, before, after)
    }
    guard let (step, before, after) = meaning else { return false }
    let count = changes.count
    texts = (old, new)
    compare(before, after, Context(object: nil), at: path.inside(step))
    texts = nil
    if changes.count == count {
      let isJSON = step == .json
      note(old, new, at: isJSON ? path : path.inside(step), cause: .layout)
    }
    return true
  }

  // MARK: Scalars

  private func areEqual(_ old: Scalar, _ new: Scalar, _ context: Context) -> Bool {
    if old.text == new.text, old.type == new.type { return true }
    if context.isQuantity, let left = try? Quantity(old.text), let right = try? Quantity(new.text) {
      return left == right
    }
    guard old.type == new.type else { return false }
    switch old.type {
    case .null: return true
    case .boolean: return old.boolean == new.boolean
    case .integer: return old.integer != nil && old.integer == new.integer
    case .float: return old.number != nil && old.number == new.number
    case .string:
      // A generated name differs with the content behind it, which is worth knowing.
      guard cause(old, new) == .value else { return false }
      return from.canonical(old.text) == to.canonical(new.text)
    }
  }

  private func cause(_ old: Scalar, _ new: Scalar) -> FieldChange.Cause {
    guard old.text != new.text, let generator = from.generator(of: old.text),
      to.generator(of: new.text) != nil, from.canonical(old.text) == to.canonical(new.text)
    else { return .value }
    return .generatedName(generator)
  }

  private mutating func note(
    _ old: Node?, _ new: Node?, at path: DiffPath, cause: FieldChange.Cause
  ) {
    func value(_ node: Node, in text: Node?, _ secrecy: ObjectSecrecy, _ place: FieldPath)
      -> DiffValue
    {
      let shown =
        text != nil
        ? JSONText.shown(node, under: path.lastKey, by: redaction)
        : node.string.flatMap(CertificateText.tree)
          ?? secrecy.shown(node, at: place, by: redaction)
      return DiffValue(node: shown, location: (text ?? node).origin.location)
    }
    changes.append(
      FieldChange(
        path: path, old: old.map { value($0, in: texts?.old, secrecy.old, path.from) },
        new: new.map { value($0, in: texts?.new, secrecy.new, path.to) }, cause: cause))
  }
}
