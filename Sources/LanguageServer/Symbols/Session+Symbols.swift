import Diagnostics
import Kubernetes
import YAML

extension Session {
  /// The objects of a text and what they hold: `textDocument/documentSymbol`.
  func symbols(_ parameters: Node) throws(ResponseError) -> Node {
    guard let desk else { return Node([]) }
    let (file, lines) = try document(parameters, on: desk)
    return Node(
      file.parsed(as: .kubernetes).documents.filter { !$0.isEmpty }.compactMap { document in
        let object = KubernetesObject(document.root)
        let name =
          object.kind.isEmpty
          ? "document \(document.index + 1)"
          : object.name.isEmpty ? object.kind : "\(object.kind)/\(object.name)"
        let entries = document.root.mapping?.entries.filter {
          object.kind.isEmpty || !["apiVersion", "kind"].contains($0.name)
        }
        return symbol(
          name, .object, document.range,
          object.nameNode?.origin.location?.range ?? document.root.origin.location?.range,
          children: (entries ?? []).compactMap { symbol(of: $0, lines, depth: 1) }, lines)
      })
  }

  /// The LSP `SymbolKind`s that are used.
  fileprivate enum SymbolKind: Int { case object = 19, field = 8, array = 18, structure = 23 }

  /// How deep symbols stand in each other: what is deeper is read in the text.
  private static let depth = 6

  private func symbol(of entry: Mapping.Entry, _ lines: TextLines, depth: Int) -> Node? {
    guard let key = entry.key.origin.location?.range,
      let value = entry.value.origin.location?.range
    else { return nil }
    let range = ByteRange(key.lowerBound, max(key.upperBound, value.upperBound))
    let children = depth < Self.depth ? self.children(of: entry.value, lines, depth: depth) : []
    return symbol(
      entry.name.isEmpty ? "\"\"" : entry.name, entry.value.symbolKind, range, key,
      children: children, lines)
  }

  private func children(of node: Node, _ lines: TextLines, depth: Int) -> [Node] {
    switch node.content {
    case .scalar: []
    case .mapping(let mapping):
      mapping.entries.compactMap { symbol(of: $0, lines, depth: depth + 1) }
    case .sequence(let elements):
      elements.enumerated().compactMap { index, element in
        guard let range = element.origin.location?.range, element.mapping != nil else { return nil }
        let name = element["name"] ?? element["key"] ?? element["path"]
        return symbol(
          name?.scalarText ?? "\(index)", .structure, range, name?.origin.location?.range,
          children: self.children(of: element, lines, depth: depth + 1), lines)
      }
    }
  }

  private func symbol(
    _ name: String, _ kind: SymbolKind, _ range: ByteRange, _ selection: ByteRange?,
    children: [Node], _ lines: TextLines
  ) -> Node {
    let selection = selection.flatMap { range.contains($0) ? $0 : nil }
    return .object([
      ("name", .shown(data: name)), ("kind", .integer(kind.rawValue)), ("range", lines.json(range)),
      (
        "selectionRange",
        lines.json(selection ?? ByteRange(range.lowerBound, range.lowerBound))
      ),
      ("children", children.isEmpty ? nil : Node(children)),
    ])
  }
}

extension Node {
  fileprivate var symbolKind: Session.SymbolKind {
    switch content {
    case .scalar: .field
    case .sequence: .array
    case .mapping: .structure
    }
  }
}
