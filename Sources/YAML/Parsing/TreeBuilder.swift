import Diagnostics
import Values

/// Builds trees from events, with its own stack, so that depth costs no recursion.
struct TreeBuilder {
  private let file: SourceFile
  private let schema: Schema
  private let limits: Limits
  private let repeatedKeys: RepeatedKeys
  private(set) var documents: [Document] = []
  private(set) var errors: [SyntaxError] = []

  private var open: [OpenCollection] = []
  /// What has been read of the open mappings, the innermost last: an array for each would grow by
  /// and by, and be longer than what it comes to hold.
  private var entries: [Mapping.Entry] = []
  /// What has been read of the open sequences.
  private var elements: [Node] = []
  private var anchors: [String: Anchor] = [:]
  private var documentStart = 0
  private var root: Node?
  /// Everything built so far, to measure a subtree by the difference.
  private var built = Size()
  private var expanded = Size()

  init(file: SourceFile, schema: Schema, limits: Limits, repeatedKeys: RepeatedKeys) {
    self.file = file
    self.schema = schema
    self.limits = limits
    self.repeatedKeys = repeatedKeys
  }

  /// Reads to the end, or to the first error after which nothing more can be told.
  mutating func run() {
    guard file.bytes.count <= limits.bytes else {
      errors.append(
        error(
          .limit, "the file has \(file.bytes.count) bytes; the limit is \(limits.bytes)", 0, 0))
      return
    }
    if let built = SubsetReader.built(file.bytes, by: self) {
      self = built
      return
    }
    runWithLibrary()
  }

  /// Reads any YAML, and says what is wrong with what is none.
  mutating func runWithLibrary() {
    do { try readWithLibrary() } catch { errors.append(error) }
  }

  private mutating func readWithLibrary() throws(SyntaxError) {
    let index = try codePointIndex()
    try EventReader.withReader(over: file.bytes, index: index) {
      (reader) throws(SyntaxError) in
      while true {
        let event: Event
        do throws(EventReader.Failure) { event = try reader.next() } catch {
          throw syntaxError(error)
        }
        if case .streamEnd = event { return }
        try take(event)
      }
    }
  }

  mutating func take(_ event: Event) throws(SyntaxError) {
    switch event {
    case .documentStart(let range):
      documentStart = range.lowerBound
      anchors = [:]
      root = nil
    case .documentEnd(let range):
      let value = root ?? Node(Scalar(text: "", type: .null), origin: origin(range))
      documents.append(
        Document(
          file: file, index: documents.count, root: value,
          range: ByteRange(documentStart, max(documentStart, range.upperBound))))
    case .alias(let name, let range): try place(expand(name, at: range))
    case .scalar(let scalar): try place(scalar)
    case .sequenceStart(let start): try openCollection(start, isMapping: false)
    case .mappingStart(let start): try openCollection(start, isMapping: true)
    case .sequenceEnd(let range), .mappingEnd(let range): try closeCollection(range)
    case .streamEnd: break
    }
  }
}

// MARK: - Values

extension TreeBuilder {
  private mutating func place(_ event: ScalarEvent) throws(SyntaxError) {
    let scalar = try scalar(event)
    let node = Node(scalar, origin: origin(event.range))
    built.nodes += 1
    built.bytes += event.text.utf8.count
    if let name = event.anchor {
      anchors[name] = Anchor(
        node: node, size: Size(nodes: 1, bytes: event.text.utf8.count), depth: 0)
    }
    try place(node)
  }

  private func scalar(_ event: ScalarEvent) throws(SyntaxError) -> Scalar {
    if schema == .kustomize, event.style == .doubleQuoted { try checkEscapes(event.range) }
    if let tag = event.tag, let decoded = try decoded(event, tag: tag) { return decoded }
    return Scalar(text: event.text, type: event.type(in: schema), style: event.style)
  }

  /// What go-yaml makes of a tag that says how the text is encoded.
  private func decoded(_ event: ScalarEvent, tag: String) throws(SyntaxError) -> Scalar? {
    switch tag {
    case "tag:yaml.org,2002:timestamp":
      return ImplicitTimestamp(event.text).map { Scalar(string: $0.rfc3339, style: .doubleQuoted) }
    case "tag:yaml.org,2002:binary":
      guard let bytes = Base64.decode(event.text) else {
        throw error(
          .syntax, "the value of !!binary is no base64", event.range.lowerBound,
          event.range.upperBound)
      }
      return Scalar(string: String(decoding: bytes, as: UTF8.self))
    default: return nil
    }
  }

  /// JSON's `\/` is no escape to go-yaml.
  private func checkEscapes(_ range: ByteRange) throws(SyntaxError) {
    var offset = range.lowerBound
    while offset + 1 < range.upperBound {
      guard file.bytes[offset] == UInt8(ascii: "\\") else {
        offset += 1
        continue
      }
      if file.bytes[offset + 1] == UInt8(ascii: "/") {
        throw error(.syntax, "found unknown escape character", offset, offset + 2)
      }
      offset += 2
    }
  }

  private mutating func expand(_ name: String, at range: ByteRange) throws(SyntaxError) -> Node {
    guard let anchor = anchors[name] else {
      let message =
        open.contains { $0.anchor == name }
        ? "alias *\(name) stands inside the value that it names"
        : "alias *\(name) names no anchor before it"
      throw error(.alias, message, range.lowerBound, range.upperBound)
    }
    expanded += anchor.size
    built += anchor.size
    guard expanded.nodes <= limits.aliasNodes, expanded.bytes <= limits.aliasBytes else {
      throw error(
        .limit, "aliases expand to more than \(limits.aliasNodes) nodes", range.lowerBound,
        range.upperBound)
    }
    try check(depth: open.count + anchor.depth, at: range)
    if !open.isEmpty { open[open.count - 1].noteDepth(anchor.depth + 1) }
    return anchor.node
  }

  private mutating func place(_ node: Node) throws(SyntaxError) {
    guard let last = open.indices.last else {
      root = node
      return
    }
    guard open[last].isMapping else {
      elements.append(node)
      return
    }
    if let key = open[last].key {
      open[last].key = nil
      try addEntry(key: key, value: node)
    } else {
      guard node.scalar != nil else {
        let place = node.origin.location ?? Location(file: file, range: ByteRange(0, 0))
        throw SyntaxError(
          kind: .syntax, message: "a key must be a scalar, not a \(node.kindName)",
          location: place)
      }
      open[last].key = node
    }
  }

  private mutating func addEntry(key: Node, value: Node) throws(SyntaxError) {
    let last = open.count - 1
    if let scalar = key.scalar, scalar.text == "<<" {
      if scalar.style == .plain {
        try addMerge(value, key: key)
        return
      }
      // Kustomize takes the key away with the merge keys.
      if schema == .kustomize { return }
    }
    let entry = Mapping.Entry(key: key, value: value)
    let first = open[last].first
    if let known = open[last].names.insert(entry.name, in: entries, from: first) {
      guard let place = key.origin.location else { return }
      errors.append(
        SyntaxError(
          kind: .duplicateKey, message: "key \(quoted(entry.name)) is already in this mapping",
          location: place,
          related: Label("first defined here", at: entries[known].key.origin.location)))
      if repeatedKeys == .lastWins {
        entries.remove(at: known)
        entries.append(entry)
      }
      return
    }
    entries.append(entry)
  }

  private mutating func addMerge(_ value: Node, key: Node) throws(SyntaxError) {
    let last = open.count - 1
    if schema == .kustomize, open[last].hasMergeKey, let place = key.origin.location {
      throw SyntaxError(
        kind: .syntax, message: "a mapping has one merge key at most", location: place)
    }
    open[last].hasMergeKey = true
    switch value.content {
    case .mapping(let mapping): open[last].merged.append(mapping)
    case .sequence(let elements) where elements.allSatisfy({ $0.mapping != nil }):
      open[last].merged += elements.compactMap(\.mapping)
    case .scalar, .sequence:
      throw SyntaxError(
        kind: .syntax, message: "a merge key takes a mapping or a sequence of mappings",
        location: key.origin.location ?? Location(file: file, range: ByteRange(0, 0)))
    }
  }
}

// MARK: - Collections

extension TreeBuilder {
  private mutating func openCollection(
    _ start: CollectionEvent, isMapping: Bool
  ) throws(SyntaxError) {
    try check(depth: open.count + 1, at: start.range)
    built.nodes += 1
    if let name = start.anchor { anchors[name] = nil }
    open.append(
      OpenCollection(
        isMapping: isMapping, isFlow: start.isFlow, start: start.range.lowerBound,
        first: isMapping ? entries.count : elements.count,
        anchor: start.anchor, sizeBefore: built))
  }

  private mutating func closeCollection(_ end: ByteRange) throws(SyntaxError) {
    let collection = open.removeLast()
    let content: Node.Content
    let last: Node?
    if collection.isMapping {
      last = entries.count > collection.first ? entries.last?.value : nil
      content = .mapping(collection.mapping(of: Array(entries[collection.first...])))
      entries.removeSubrange(collection.first...)
    } else {
      last = elements.count > collection.first ? elements.last : nil
      content = .sequence(Array(elements[collection.first...]))
      elements.removeSubrange(collection.first...)
    }
    let range = ByteRange(collection.start, collection.end(closedBy: end, behind: last))
    let node = Node(content, origin: origin(range))
    if let name = collection.anchor {
      var size = built - collection.sizeBefore
      size.nodes += 1
      anchors[name] = Anchor(node: node, size: size, depth: collection.depth)
    }
    if !open.isEmpty { open[open.count - 1].noteDepth(collection.depth + 1) }
    try place(node)
  }

  private func check(depth: Int, at range: ByteRange) throws(SyntaxError) {
    guard depth > limits.depth else { return }
    throw error(
      .limit, "collections nest deeper than \(limits.depth) levels", range.lowerBound,
      range.upperBound)
  }
}

// MARK: - Errors

extension TreeBuilder {
  private func codePointIndex() throws(SyntaxError) -> CodePointIndex {
    do {
      return try CodePointIndex(file.bytes)
    } catch {
      switch error {
      case .utf16:
        throw self.error(.encoding, "the file is UTF-16; save it as UTF-8", 0, 2)
      case .invalidUTF8(let offset):
        throw self.error(.encoding, "byte \(offset) is not UTF-8", offset, offset + 1)
      }
    }
  }

  private func syntaxError(_ failure: EventReader.Failure) -> SyntaxError {
    let end = min(failure.offset + 1, file.bytes.count)
    var result = error(.syntax, failure.message, min(failure.offset, end), end)
    if let context = failure.context {
      result.related = Label(
        context.message, at: Location(file: file, range: ByteRange(context.offset, context.offset)))
    }
    return result
  }

  private func error(
    _ kind: SyntaxError.Kind, _ message: String, _ lower: Int, _ upper: Int
  ) -> SyntaxError {
    let upper = min(upper, file.bytes.count)
    return SyntaxError(
      kind: kind, message: message,
      location: Location(file: file, range: ByteRange(min(lower, upper), upper)))
  }

  private func origin(_ range: ByteRange) -> Origin {
    Origin(Location(file: file, range: range))
  }

  private func quoted(_ name: String) -> String { "\"\(name)\"" }
}
