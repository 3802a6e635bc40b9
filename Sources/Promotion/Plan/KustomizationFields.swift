import Comparison
package import Diagnostics
import Display
package import YAML

/// The fields of one kustomization file that a promotion can move.
package struct KustomizationFields: Sendable {
  /// The kustomization file.
  package let file: SourceFile
  /// By field; of several entries with one name the last, which is the one that takes effect.
  package private(set) var values: [PromotedField: FieldValue] = [:]
  /// The names of the entries of `configMapGenerator`.
  private(set) var generators: Set<String> = []

  /// A field's value with its place.
  package struct FieldValue: Sendable {
    /// The members that are set, by key, in the order of ``PromotedField/memberNames``.
    package var members: [(key: String, scalar: Scalar)]
    /// The place of the first member.
    package var location: Location?
    /// The entry of `images` or `replicas`, or the literal itself.
    var path: FieldPath
    /// A literal as it is written, `KEY=value`.
    var literal: Scalar?
    /// What a literal's generator does with a ConfigMap of its name: `create` where it is not said.
    var behavior: String?

    /// Whether both say the same, however they write it.
    package func isEqual(to other: FieldValue) -> Bool {
      members.elementsEqual(other.members) { $0.key == $1.key && $0.scalar.text == $1.scalar.text }
    }

    /// For people: the one value, or tag and digest as in an image reference; a secret is hidden.
    package var text: String {
      if let secret = shownLiteral { return secret }
      return members.map { $0.key == "digest" ? "@\($0.scalar.text)" : $0.scalar.text }.joined()
    }

    /// The text with a digest cut to what tells it from others.
    var shortText: Shown {
      if let secret = shownLiteral { return Shown(secret, limit: 80) }
      let text = members.map { member in
        guard member.key == "digest" else { return member.scalar.text }
        return "@"
          + (member.scalar.text.count > 20
            ? member.scalar.text.prefix(19) + "…" : member.scalar.text)
      }.joined()
      return Shown(text, limit: 80)
    }

    /// A literal's value as it may be shown; nil for what is no literal.
    private var shownLiteral: String? {
      guard let key = literal?.text.prefix(while: { $0 != "=" }), let value = self["value"] else {
        return nil
      }
      return Secrecy.shown(value, of: String(key))
    }

    /// The text of one of the value's members; nil where it has none of that name.
    package subscript(key: String) -> String? {
      members.first { $0.key == key }?.scalar.text
    }
  }

  /// - Throws: the first error where the file is not YAML.
  package init(_ file: SourceFile) throws(SyntaxError) {
    self.file = file
    let parsed = file.parsed(as: .kustomize)
    if let error = parsed.errors.first { throw error }
    guard let root = parsed.documents.first?.root else { return }
    read(root["images"], "images") { name, entry, path in
      note(.imageVersion(name), entry, path)
      note(.imageName(name), entry, path)
    }
    read(root["replicas"], "replicas") { name, entry, path in note(.replicas(name), entry, path) }
    read(root["configMapGenerator"], "configMapGenerator") { name, entry, path in
      generators.insert(name)
      for (index, literal) in (entry["literals"]?.elements ?? []).enumerated() {
        note(
          literal, at: path + ["literals", .index(index)], of: name,
          behavior: entry["behavior"]?.string ?? "create")
      }
    }
  }

  private mutating func note(_ field: PromotedField, _ entry: Node, _ path: FieldPath) {
    let members = field.memberNames.compactMap { key in
      entry[key]?.scalar.flatMap { $0.type == .null ? nil : (key: key, scalar: $0) }
    }
    guard let first = members.first else { return }
    values[field] = FieldValue(
      members: members, location: entry[first.key]?.origin.location, path: path)
  }

  private mutating func note(
    _ literal: Node, at path: FieldPath, of generator: String, behavior: String
  ) {
    guard let text = literal.scalarText, let equals = text.firstIndex(of: "=") else { return }
    let key = String(text[..<equals])
    let value = Self.unquoted(String(text[text.index(after: equals)...]))
    values[.literal(generator: generator, key: key)] = FieldValue(
      members: [(key: "value", scalar: Scalar(string: value))],
      location: literal.origin.location, path: path, literal: literal.scalar, behavior: behavior)
  }

  /// Kustomize drops one pair of quotes around a literal's value.
  private static func unquoted(_ text: String) -> String {
    guard text.count > 1, let first = text.first, first == text.last, first == "\"" || first == "'"
    else { return text }
    return String(text.dropFirst().dropLast())
  }

  private func read(
    _ list: Node?, _ key: String, _ body: (String, Node, FieldPath) -> Void
  ) {
    for (index, entry) in (list?.elements ?? []).enumerated() {
      guard let name = entry["name"]?.scalarText else { continue }
      body(name, entry, [.key(key), .index(index)])
    }
  }
}
