import Diagnostics
import YAML

/// An object as the text that is substituted, with the way back from the text to the object.
struct WrittenObject {
  let root: Node
  let bytes: [UInt8]

  /// - Throws: ``SubstitutionFailure`` where the object holds what has no form in YAML.
  init(_ root: Node) throws(SubstitutionFailure) {
    var emitter = Emitter()
    do throws(Emitter.Failure) { try emitter.write(document: root) } catch {
      throw SubstitutionFailure(
        Diagnostic(
          rule: .substitution, severity: .error,
          message: "the object cannot be written for substitution: \(error.message)",
          primary: error.node.origin.location ?? root.origin.location))
    }
    self.root = root
    bytes = emitter.bytes
  }

  /// Where the object stands: its name, or all of it.
  var definition: Location? {
    root["metadata"]?["name"]?.origin.location ?? root.origin.location
  }

  /// The value or key that holds a byte of the text, with the number of expressions that begin before
  /// the byte in it.
  func place(of offset: Int) -> (node: Node, expressions: Int)? {
    let file = SourceFile(path: "", bytes: bytes)
    guard let written = file.parsed(as: .kubernetes).documents.first?.root else { return nil }
    guard let found = Self.find(offset, in: written, root) else { return nil }
    let start = found.written.lowerBound
    let marks = zip(bytes[start..<max(start, offset)], bytes[start...].dropFirst())
      .count { $0 == UInt8(ascii: "$") && $1 == UInt8(ascii: "{") }
    return (found.node, marks)
  }

  /// Walks through both trees, of which one is the other's text.
  private static func find(
    _ offset: Int, in written: Node, _ node: Node
  ) -> (node: Node, written: ByteRange)? {
    guard let range = written.origin.location?.range else { return nil }
    switch (written.content, node.content) {
    case (.scalar, .scalar):
      return range.contains(offset) || range.upperBound == offset ? (node, range) : nil
    case (.sequence(let texts), .sequence(let nodes)):
      for (text, node) in zip(texts, nodes) {
        if let found = find(offset, in: text, node) { return found }
      }
      return nil
    case (.mapping(let texts), .mapping(let nodes)):
      for (text, entry) in zip(texts.entries, nodes.inWrittenOrder) {
        if let found = find(offset, in: text.key, entry.key) { return found }
        if let found = find(offset, in: text.value, entry.value) { return found }
      }
      return nil
    default: return nil
    }
  }

  /// Where an expression stands in the sources: its bytes where they can be followed, else the value
  /// that holds it.
  func location(of offset: Int) -> Location? {
    guard let (node, number) = place(of: offset) else { return definition }
    return node.location(ofExpression: number) ?? definition
  }
}

extension Mapping {
  /// The entries in the order in which they are written.
  var inWrittenOrder: [Entry] {
    entries.sorted { KeyOrder.areInIncreasingOrder($0.name, $1.name) }
  }
}

extension Node {
  /// The place of the expression of that number, 0-based, in a scalar's text.
  func location(ofExpression number: Int) -> Location? {
    let text = Array((scalar?.text ?? "").utf8)
    let marks = text.indices.dropLast().filter {
      text[$0] == UInt8(ascii: "$") && text[$0 + 1] == UInt8(ascii: "{")
    }
    guard number < marks.count else { return origin.location }
    let start = marks[number]
    let line = text[start...].prefix { $0 != 0x0A }
    let end = line.firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? line.endIndex
    return location(of: ByteRange(start, end))
  }
}
