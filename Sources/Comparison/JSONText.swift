import Diagnostics
import Display
import YAML

/// Texts that are JSON, as configuration often stands in one value of a ConfigMap.
enum JSONText {
  /// The object or list that a text is; nil where it is anything else.
  static func tree(of text: String) -> Node? {
    guard let first = text.utf8.first(where: { !" \t\r\n".utf8.contains($0) }),
      "{[".utf8.contains(first)
    else { return nil }
    let file = SourceFile(path: "", bytes: Array(text.utf8))
    guard let (root, errors) = try? file.parsedJSON(), errors.isEmpty else { return nil }
    return root
  }

  /// A value of such a text as it may be shown: a key tells what is a secret.
  static func shown(_ node: Node, under key: String?, by redaction: Redaction) -> Node {
    switch node.content {
    case .scalar(let scalar):
      let text = Secrecy.shown(scalar.text, of: key ?? "", with: redaction.mark(of:))
      return text == scalar.text ? node : .string(text, origin: node.origin)
    case .sequence(let elements):
      return Node(elements.map { shown($0, under: key, by: redaction) }, origin: node.origin)
    case .mapping(let mapping):
      let entries = mapping.entries.map { entry in
        Mapping.Entry(key: entry.key, value: shown(entry.value, under: entry.name, by: redaction))
      }
      return Node(Mapping(entries: entries), origin: node.origin)
    }
  }
}
