import Display
import Values
package import YAML

extension PlannedField {
  /// The target's value for people, a secret hidden.
  package var targetText: String { text(target?.node) }

  /// The source's value for people, a secret hidden.
  package var sourceText: String { text(source?.node) }

  /// A value of the field for people, a secret hidden; `(absent)` for none.
  package func text(_ value: Node?) -> String {
    guard let value else { return "(absent)" }
    if field.document == .file { return Self.lines(value.string ?? "") }
    if isSecret {
      return value.scalar == nil ? "•••" : Secrecy.shown(value.scalarText ?? "", of: "password")
    }
    if let literal = literal(value) { return literal }
    switch value.content {
    case .scalar(let scalar):
      if let key = field.lastKey, field.keys.count == field.steps.count {
        return Secrecy.shown(scalar.text, of: key)
      }
      return Self.query(of: scalar.text, in: field)
    case .mapping(let mapping) where field.keys == ["images"]:
      let version = mapping["newTag"]?.scalarText ?? ""
      let digest = mapping["digest"]?.scalarText.map { "@\($0)" } ?? ""
      let name = mapping["newName"]?.scalarText.map { $0 + (version.isEmpty ? "" : ":") } ?? ""
      return name + version + (mapping["tagSuffix"]?.scalarText ?? "") + digest
    case .mapping, .sequence: return value.json
    }
  }

  /// The text cut to what fits a line.
  func shortText(_ value: Node?) -> Shown {
    guard let digest = value?["digest"]?.scalarText, digest.count > 20 else {
      return Shown(text(value), limit: 80)
    }
    return Shown(
      text(value).replacing(digest, with: String(digest.prefix(18)) + "…"), limit: 80)
  }

  /// Whether it is part of a Secret's data.
  private var isSecret: Bool {
    guard field.object.hasPrefix("Secret/") else { return false }
    guard let first = field.keys.first else { return true }
    return first == "data" || first == "stringData"
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
