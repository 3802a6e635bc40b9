import Display
import Values
package import YAML

extension PlannedField {
  /// The target's value for people, a secret hidden.
  package var targetText: String { text(target?.node) }

  /// The source's value for people, a secret hidden.
  package var sourceText: String { text(source?.node) }

  /// A value of the field for people, a secret hidden; `(absent)` for none.
  ///
  /// Of a text of several lines, and of an inline patch, their number is all that is shown: what is
  /// secret in them is not known.
  package func text(_ value: Node?) -> String {
    guard let value else { return "(absent)" }
    if isHidden { return Secrecy.mark }
    if field.document == .file { return Self.lines(value.string ?? "") }
    if let literal = literal(value) { return literal }
    if let mapping = value.mapping, field.keys == ["images"] { return Self.reference(mapping) }
    guard let scalar = value.scalar else { return masked(value, under: field.keys).json }
    let text = shown(scalar.text, under: field.keys)
    return text == scalar.text ? Self.query(of: text, in: field) : text
  }

  /// A value with what must not be shown of it replaced.
  private func masked(_ node: Node, under keys: [String], beside name: String? = nil) -> Node {
    switch node.content {
    case .scalar(var scalar):
      scalar.text = shown(scalar.text, under: keys, beside: name)
      return Node(scalar)
    case .sequence(let elements): return Node(elements.map { masked($0, under: keys) })
    case .mapping(let mapping):
      let name = mapping["name"]?.scalarText
      let entries = mapping.entries.map { entry in
        Mapping.Entry(
          key: entry.key,
          value: masked(entry.value, under: keys + [entry.name], beside: name))
      }
      return Node(Mapping(entries: entries))
    }
  }

  private func shown(_ text: String, under keys: [String], beside name: String? = nil) -> String {
    let kind = field.object.prefix { $0 != "/" }
    let place = Secrecy.Place(
      kind: kind.isEmpty ? "ConfigMap" : String(kind), keys: keys, name: name ?? entryName)
    if Secrecy.hides(text, at: place) { return Secrecy.mark }
    if text.contains("\n") || keys.last == "patch" { return Self.lines(text) }
    guard keys.last == "literals" else { return Secrecy.shown(text, of: keys.last ?? "") }
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return text }
    return "\(parts[0])=\(Secrecy.shown(parts[1], of: parts[0]))"
  }

  /// The name of the innermost entry on the way, as of an environment variable.
  private var entryName: String? {
    for case .entry(_, _, let name, _) in field.steps.reversed() { return name }
    return nil
  }

  private static func reference(_ mapping: Mapping) -> String {
    let version = mapping["newTag"]?.scalarText ?? ""
    let digest = mapping["digest"]?.scalarText.map { "@\($0)" } ?? ""
    let name = mapping["newName"]?.scalarText.map { $0 + (version.isEmpty ? "" : ":") } ?? ""
    return name + version + (mapping["tagSuffix"]?.scalarText ?? "") + digest
  }

  /// The text cut to what fits a line.
  func shortText(_ value: Node?) -> Shown {
    guard let digest = value?["digest"]?.scalarText, digest.count > 20 else {
      return Shown(text(value), limit: 80)
    }
    return Shown(
      text(value).replacing(digest, with: String(digest.prefix(18)) + "…"), limit: 80)
  }

  private func literal(_ value: Node) -> String? {
    guard case .entry(.literal, _, let key, _)? = field.steps.last, let text = value.scalarText,
      let equals = text.firstIndex(of: "=")
    else { return nil }
    return Secrecy.shown(Self.unquoted(String(text[text.index(after: equals)...])), of: key)
  }

  /// Kustomize drops one pair of quotes around a literal's value.
  private static func unquoted(_ text: String) -> String {
    guard text.count > 1, let first = text.first, first == text.last, first == "\"" || first == "'"
    else { return text }
    return String(text.dropFirst().dropLast())
  }

  /// Of a URL that is named by what stands before its query, the query.
  private static func query(of text: String, in field: PromotedField) -> String {
    guard case .entry(.reference, _, let name, _)? = field.steps.last, text.hasPrefix(name),
      let mark = text.firstIndex(of: "?")
    else { return text }
    return String(text[mark...])
  }

  private static func lines(_ text: String) -> String {
    let count = text.split(separator: "\n").count
    return count == 1 ? "1 line" : "\(count) lines"
  }
}
