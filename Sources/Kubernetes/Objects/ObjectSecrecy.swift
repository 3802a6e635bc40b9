package import Display
import Values
package import YAML

/// Which values of one object may be shown.
///
/// Asks ``Secrecy`` with what the object knows: its kind, the way to each value, and the name beside
/// it.
package struct ObjectSecrecy: Sendable {
  private let root: Node
  private let gvk: GroupVersionKind
  /// What somebody wishes to be hidden besides: every value at or below these fields.
  package var hiddenFields: [FieldPath]
  /// Where Secrets stand inside the object, as among the objects of a Template.
  private let embedded: [FieldPath]

  /// What is known of one object, and the fields that policies want hidden.
  package init(_ object: KubernetesObject, hiding fields: [FieldPath] = []) {
    root = object.root
    gvk = object.gvk
    hiddenFields = fields
    var embedded: [FieldPath] = []
    Self.findSecrets(in: object.root, at: .root, into: &embedded)
    self.embedded = embedded
  }

  private static func findSecrets(
    in node: Node, at path: FieldPath, into found: inout [FieldPath]
  ) {
    switch node.content {
    case .scalar: break
    case .sequence(let elements):
      for (index, element) in elements.enumerated() where element.scalar == nil {
        findSecrets(in: element, at: path.appending(.index(index)), into: &found)
      }
    case .mapping(let mapping):
      if !path.steps.isEmpty, mapping["kind"]?.string == "Secret",
        mapping["apiVersion"]?.string == "v1"
      {
        return found.append(path)
      }
      for entry in mapping.entries where entry.value.scalar == nil {
        findSecrets(in: entry.value, at: path.appending(.key(entry.name)), into: &found)
      }
    }
  }

  /// Whether the whole value is hidden.
  package func hides(_ value: String, at path: FieldPath) -> Bool {
    if hiddenFields.contains(where: { path.steps.starts(with: $0.steps) }) { return true }
    if let secret = embedded.first(where: { path.steps.starts(with: $0.steps) }) {
      let keys = Self.keys(path.steps.dropFirst(secret.steps.count))
      return Secrecy.hides(value, at: Secrecy.Place(kind: "Secret", keys: keys))
    }
    return Secrecy.hides(
      value,
      at: Secrecy.Place(
        group: gvk.group, kind: gvk.kind, keys: Self.keys(path.steps[...]),
        name: name(beside: path)))
  }

  private static func keys(_ steps: ArraySlice<FieldPath.Step>) -> [String] {
    steps.compactMap { step in
      if case .key(let key) = step { key } else { nil }
    }
  }

  /// The value as it may be shown, a secret with its keyed hash in place.
  package func shown(_ value: String, at path: FieldPath, by redaction: Redaction) -> String {
    guard !hides(value, at: path) else { return redaction.mark(of: value) }
    return Secrecy.masked(value, with: redaction.mark(of:))
  }

  /// The value at a path as it may be shown, with every secret inside replaced; keys stay.
  package func shown(_ node: Node, at path: FieldPath, by redaction: Redaction) -> Node {
    switch node.content {
    case .scalar(let scalar):
      let text = shown(scalar.text, at: path, by: redaction)
      return text == scalar.text ? node : .string(text, origin: node.origin)
    case .sequence(let elements):
      return Node(
        elements.enumerated().map { index, element in
          shown(element, at: path.appending(.index(index)), by: redaction)
        }, origin: node.origin)
    case .mapping(let mapping):
      let entries = mapping.entries.map { entry in
        Mapping.Entry(
          key: entry.key,
          value: shown(entry.value, at: path.appending(.key(entry.name)), by: redaction))
      }
      return Node(Mapping(entries: entries), origin: node.origin)
    }
  }

  /// The hidden values of the object, whole or within others, with the places that hold them.
  package var secrets: [(text: String, origin: Origin)] {
    var found: [(text: String, origin: Origin)] = []
    collect(root, at: .root, into: &found)
    return found
  }

  /// The hidden values, with what those of a Secret decode to.
  package var hiddenTexts: [String] {
    let texts = secrets.map(\.text)
    guard gvk.kind == "Secret", gvk.group.isEmpty else { return texts }
    return texts
      + texts.compactMap { text in
        Base64.decode(text).map { String(decoding: $0, as: UTF8.self) }
      }
  }

  /// What is known to be secret in those of the objects that are Secrets.
  package static func valuesOfSecrets(_ objects: [KubernetesObject]) -> HiddenValues {
    HiddenValues(
      objects.filter { $0.kind == "Secret" && $0.gvk.group.isEmpty }
        .flatMap { ObjectSecrecy($0).hiddenTexts })
  }

  private func collect(
    _ node: Node, at path: FieldPath, into found: inout [(text: String, origin: Origin)]
  ) {
    switch node.content {
    case .scalar(let scalar):
      if hides(scalar.text, at: path) {
        found.append((scalar.text, node.origin))
      } else {
        found += Secrecy.evident(in: scalar.text).map { ($0, node.origin) }
      }
    case .sequence(let elements):
      for (index, element) in elements.enumerated() {
        collect(element, at: path.appending(.index(index)), into: &found)
      }
    case .mapping(let mapping):
      for entry in mapping.entries {
        collect(entry.value, at: path.appending(.key(entry.name)), into: &found)
      }
    }
  }

  /// The name of an environment variable, or the flag that an argument belongs to.
  private func name(beside path: FieldPath) -> String? {
    guard let last = path.steps.last else { return nil }
    switch last {
    case .key: return root[path.parent.appending("name")]?.scalarText
    case .index(let index):
      guard index > 0 else { return nil }
      let flag = root[path.parent.appending(.index(index - 1))]?.scalarText
      return flag.flatMap { $0.hasPrefix("-") ? $0 : nil }
    }
  }
}
