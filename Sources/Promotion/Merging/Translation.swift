import Diagnostics
import YAML

extension EnvironmentWords {
  /// What the target would have where it takes the source's side of a difference; nil for nothing.
  ///
  /// Of a file that is new to it, the values of the file are translated, and no other byte.
  func translated(_ difference: Difference, _ reading: FileReading) -> Node? {
    guard let source = difference.source else { return nil }
    guard difference.field.document == .file else {
      return translated(source.node, at: difference.field)
    }
    guard difference.target == nil, let file = source.location?.file else { return source.node }
    let roots = reading.file(file, on: .source).documents.map { translated($0.root, under: nil) }
    let bytes = MergedFile(file, isDeclared: reading.declared != nil).saying(roots)
    return String(validating: bytes, as: UTF8.self).map { .string($0) } ?? source.node
  }

  /// A value of the source as the target writes it: the names of paths, namespaces and hosts are the
  /// target's, all other text stays.
  func translated(_ node: Node, at field: PromotedField) -> Node {
    translated(node, under: field.lastKey)
  }

  private func translated(_ node: Node, under key: String?) -> Node {
    switch node.content {
    case .scalar(var scalar):
      guard scalar.type == .string, namesPlace(scalar.text, under: key) else { return node }
      let text = toTarget(scalar.text)
      guard text != scalar.text else { return node }
      scalar.text = text
      return Node(scalar, origin: node.origin)
    case .sequence(let elements):
      return Node(elements.map { translated($0, under: key) }, origin: node.origin)
    case .mapping(let mapping):
      let entries = mapping.entries.map { entry in
        Mapping.Entry(key: entry.key, value: translated(entry.value, under: entry.name))
      }
      return Node(Mapping(entries: entries), origin: node.origin)
    }
  }

  /// Whether a text is one that names a namespace, a path or a host.
  private func namesPlace(_ text: String, under key: String?) -> Bool {
    if key == "namespace" || key == "targetNamespace" { return true }
    guard !text.contains(where: \.isWhitespace), key != "newName", key != "image" else {
      return false
    }
    // A literal's value, not its key.
    let value = text.split(separator: "=", maxSplits: 1).last.map(String.init) ?? text
    if value.contains("/") { return true }
    if Self.pathKeys.contains(key ?? "") { return true }
    return value.hasPrefix("../") || value.hasPrefix("./") || isHost(value)
  }

  private static let pathKeys: Set = [
    "resources", "bases", "components", "patches", "path", "files", "envs", "crds", "valuesFile",
    "additionalValuesFiles", "patchesStrategicMerge", "configurations", "generators",
    "transformers", "validators", "replacements",
  ]

  /// Labels with dots between them, the last of which begins with a letter, maybe with a port.
  private func isHost(_ text: String) -> Bool {
    let host = text.prefix { $0 != ":" && $0 != "/" }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count > 2, let last = labels.last, last.first?.isLetter == true else {
      return false
    }
    return labels.allSatisfy { label in
      !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
  }
}
