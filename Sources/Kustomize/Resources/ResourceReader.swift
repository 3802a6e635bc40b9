import Diagnostics
import YAML

/// Reads the resources of a file, or of text inside a kustomization.
enum ResourceReader {
  /// The resources, with lists of kind `…List` replaced by what they hold.
  static func resources(in file: SourceFile) throws(RenderError) -> [Resource] {
    let parsed = file.parsed(as: .kustomize)
    guard parsed.errors.isEmpty else { throw RenderError(parsed.errors.map(\.diagnostic)) }
    try checkDirectives(file)
    try checkSeparators(parsed)
    var roots: [Node] = []
    for document in parsed.documents where isRead(document) { roots.append(document.root) }
    return try resources(in: roots)
  }

  /// The resources of document roots that were read already.
  static func resources(in roots: [Node]) throws(RenderError) -> [Resource] {
    var queue = unwrapped(roots)[...]
    var result: [Resource] = []
    while var root = queue.popFirst() {
      if root.isNullOrEmpty { continue }
      let resource = Resource(root: root)
      try check(resource)
      if resource.kind.hasSuffix("List"), let items = root["items"] {
        guard let elements = items.elements else {
          guard items.isNull else {
            throw RenderError(
              .invalidResource, "items must be a sequence, not a \(items.kindName)",
              at: items.origin.location)
          }
          continue
        }
        queue += elements
        continue
      }
      markEmpty(&root)
      result.append(Resource(root: root))
    }
    return result
  }

  /// Kustomize takes the items of a lone List apart before it looks at them.
  private static func unwrapped(_ roots: [Node]) -> [Node] {
    guard roots.count == 1, let root = roots.first,
      let kind = root["kind"]?.text, kind == "List" || kind == "ResourceList",
      root["items"] != nil || root["functionConfig"] != nil
    else { return roots }
    return root["items"]?.elements ?? []
  }

  private static func check(_ resource: Resource) throws(RenderError) {
    let root = resource.root
    guard root.mapping != nil else {
      throw RenderError(
        .invalidResource, "a resource must be a mapping, not a \(root.kindName)",
        at: root.origin.location)
    }
    guard !resource.kind.isEmpty else {
      throw RenderError(
        .invalidResource, "a resource must have a kind", at: root.origin.location?.start)
    }
    guard !resource.name.isEmpty || resource.kind.hasSuffix("List") else {
      throw RenderError(
        .invalidResource, "a \(resource.kind) must have a metadata.name",
        at: root["metadata"]?.origin.location?.start ?? root.origin.location?.start)
    }
  }

  /// Behind `...`, a document without `---` is not read.
  private static func isRead(_ document: Document) -> Bool {
    document.index == 0
      || document.file.bytes[document.range.indices].starts(with: [0x2D, 0x2D, 0x2D])
  }

  /// Kustomize splits a file at its `---` before it reads it, so that a directive is left alone.
  private static func checkDirectives(_ file: SourceFile) throws(RenderError) {
    var start = 0
    while start < file.bytes.count {
      let end = file.bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? file.bytes.count
      switch file.bytes[start..<end].first {
      case UInt8(ascii: "%"):
        throw RenderError(
          .invalidResource, "Kustomize reads no YAML directive",
          at: Location(file: file, range: ByteRange(start, end)))
      case UInt8(ascii: "#"), UInt8(ascii: "\r"), nil: start = end + 1
      default: return
      }
    }
  }

  private static func checkSeparators(_ parsed: ParsedFile) throws(RenderError) {
    for document in parsed.documents.dropFirst() {
      let text = document.file.bytes[document.range.indices]
      guard text.starts(with: [0x2D, 0x2D, 0x2D]) else { continue }
      let rest = text.dropFirst(3).prefix { $0 != 0x0A && $0 != 0x0D }
      let content = rest.drop { $0 == 0x20 || $0 == 0x09 }
      guard let first = content.first, first != UInt8(ascii: "#") else { continue }
      throw RenderError(
        .invalidResource, "nothing may follow --- on its line",
        at: Location(
          file: document.file, range: ByteRange(content.startIndex, content.endIndex)))
    }
  }

  /// Marks what Kustomize prints as strings inside brackets: empty values, and points in time, whose
  /// colons need quotes there.
  private static func markEmpty(_ node: inout Node, isInFlow: Bool = false) {
    guard hasEmpty(node, isInFlow: isInFlow) else { return }
    if case .scalar(let scalar) = node.content {
      node.content = .scalar(
        scalar.type == .string
          ? Scalar(string: scalar.text, style: .singleQuoted)
          : Scalar(text: "", type: .null, style: .singleQuoted))
    }
    let isFlow = isInFlow || node.isWrittenInBrackets
    _ = node.updateMapping { mapping in
      for position in mapping.entries.indices {
        mapping.update(at: position) { markEmpty(&$0, isInFlow: isFlow) }
      }
    }
    _ = node.updateElements { elements in
      for position in elements.indices { markEmpty(&elements[position], isInFlow: isFlow) }
    }
  }

  private static func hasEmpty(_ node: Node, isInFlow: Bool) -> Bool {
    switch node.content {
    case .scalar(let scalar):
      guard isInFlow else { return false }
      return scalar.type == .null ? scalar.text.isEmpty : scalar.isTimeOfDay
    case .sequence(let elements):
      let isFlow = isInFlow || node.isWrittenInBrackets
      for index in elements.indices where hasEmpty(elements[index], isInFlow: isFlow) {
        return true
      }
      return false
    case .mapping(let mapping):
      let isFlow = isInFlow || node.isWrittenInBrackets
      let entries = mapping.entries
      for index in entries.indices where hasEmpty(entries[index].value, isInFlow: isFlow) {
        return true
      }
      return false
    }
  }
}

extension Scalar {
  /// Whether the text is a point in time that says the hour.
  fileprivate var isTimeOfDay: Bool {
    type == .string && style == .plain && text.utf8.count > 10 && text.utf8.contains(0x3A)
      && ImplicitTimestamp(text) != nil
  }
}

extension Location {
  /// The place where the text begins, to point at something long.
  var start: Location {
    Location(file: file, range: ByteRange(range.lowerBound, range.lowerBound))
  }
}
