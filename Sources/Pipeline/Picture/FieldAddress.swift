import Diagnostics
import YAML

/// The way to a scalar in a file that other states of the file have too: documents are told apart by what
/// they are about, entries of lists by their names.
struct FieldAddress: Hashable, Sendable {
  private let document: Document
  private let steps: [Step]

  private struct Document: Hashable {
    var kind: String
    var name: String
    var index: Int

    init(_ root: Node, _ index: Int) {
      kind = root["kind"]?.scalarText ?? ""
      name = root["metadata"]?["name"]?.scalarText ?? ""
      self.index = kind.isEmpty || name.isEmpty ? index : 0
    }
  }

  private enum Step: Hashable {
    case key(String)
    case entry(String)
    case index(Int)
  }

  /// The way to the scalar that stands at these bytes; nil where none does.
  init?(of place: Location) {
    let documents = place.file.parsed(as: .kubernetes).documents
    for (index, document) in documents.enumerated() {
      guard let steps = Self.steps(to: place.range, in: document.root) else { continue }
      self.document = Document(document.root, index)
      self.steps = steps
      return
    }
    return nil
  }

  /// The scalar's text in a state of the file; nil where it is not there.
  func text(in documents: [YAML.Document]) -> String? {
    for (index, document) in documents.enumerated()
    where Document(document.root, index) == self.document {
      var node = document.root
      for step in steps {
        guard let next = Self.node(at: step, of: node) else { return nil }
        node = next
      }
      return node.scalarText
    }
    return nil
  }

  private static func node(at step: Step, of node: Node) -> Node? {
    switch step {
    case .key(let key): return node[key]
    case .entry(let name):
      return node.elements?.first { $0["name"]?.scalarText == name }
    case .index(let index):
      guard let elements = node.elements, elements.indices.contains(index) else { return nil }
      return elements[index]
    }
  }

  private static func steps(to range: ByteRange, in node: Node) -> [Step]? {
    if node.scalar != nil { return node.origin.location?.range == range ? [] : nil }
    guard let own = node.origin.location?.range, own.lowerBound <= range.lowerBound,
      range.upperBound <= own.upperBound
    else { return nil }
    for entry in node.mapping?.entries ?? [] {
      if let rest = steps(to: range, in: entry.value) { return [.key(entry.name)] + rest }
    }
    for (index, element) in (node.elements ?? []).enumerated() {
      guard let rest = steps(to: range, in: element) else { continue }
      let name = element["name"]?.scalarText
      return [name.map(Step.entry) ?? .index(index)] + rest
    }
    return nil
  }
}
