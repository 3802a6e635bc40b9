import Diagnostics

/// Where a document's values, dashes, colons and comments stand in its text.
struct DocumentLayout {
  let lines: TextLines
  let root: SyntaxNode

  init(bytes: [UInt8], root: SyntaxNode) {
    lines = TextLines(bytes: bytes)
    self.root = root
  }

  var bytes: [UInt8] { lines.bytes }
}

// MARK: - Ends and beginnings

extension DocumentLayout {
  /// Where the text of a value ends, without the blank lines that a block scalar may drag along.
  func contentEnd(of node: SyntaxNode) -> Int {
    if node.isBlockScalar {
      let header = bytes[node.range.lowerBound..<lines.end(of: node.range.lowerBound)]
      // The chomping indicator is one of the two characters after the style's own.
      if header.prefix(3).contains(UInt8(ascii: "+")) { return node.range.upperBound }
      return lines.trimmed(node.range.upperBound, downTo: node.range.lowerBound + 1)
    }
    guard node.isBlockCollection, let last = node.children.last else {
      return node.range.upperBound
    }
    return max(node.range.lowerBound, contentEnd(of: last))
  }

  /// Where the line after a value begins.
  func lineAfter(_ end: Int) -> Int {
    isLineStart(end) ? end : lines.next(after: end)
  }

  func isLineStart(_ offset: Int) -> Bool {
    offset > 0 && bytes[offset - 1] == UInt8(ascii: "\n")
  }

  /// Where a child of a collection begins: at its dash, its `?` or its key.
  func start(ofChild position: Int, in collection: SyntaxNode) -> Int {
    switch collection.content {
    case .sequence(let elements, let isFlow):
      if isFlow { return elements[position].start }
      if position == 0 { return collection.range.lowerBound }
      return lines.skippingSpaceAndComments(from: contentEnd(of: elements[position - 1]))
    case .mapping(let entries, _):
      let key = entries[position].key.start
      let before = lines.trimmed(key, downTo: lines.start(of: key))
      let isExplicit = before < key && before > 0 && bytes[before - 1] == UInt8(ascii: "?")
      return isExplicit ? before - 1 : key
    case .scalar, .alias: return collection.start
    }
  }

  /// Where a child of a collection ends.
  func end(ofChild position: Int, in collection: SyntaxNode) -> Int {
    let end = contentEnd(of: collection.children[position])
    guard case .mapping(let entries, _) = collection.content else { return end }
    return max(end, entries[position].key.range.upperBound)
  }

  /// The offset right after what a value belongs to: its own anchor and tag, or its colon or dash.
  func base(of place: Place) -> Int {
    let node = place.node
    if node.start < node.range.lowerBound || (node.anchor ?? node.tag) != nil {
      return endOfProperties(from: node.start, to: node.range.lowerBound)
    }
    guard let parent = place.parent?.node, let position = place.positions.last else {
      return node.range.lowerBound
    }
    if let entry = place.entry {
      let colon = lines.skippingSpaceAndComments(from: entry.key.range.upperBound)
      let isColon = colon < bytes.count && bytes[colon] == UInt8(ascii: ":")
      return isColon ? colon + 1 : node.range.lowerBound
    }
    guard parent.isBlockCollection else { return node.range.lowerBound }
    return start(ofChild: position, in: parent) + 1
  }

  private func endOfProperties(from start: Int, to end: Int) -> Int {
    var offset = start
    var last = start
    while offset < end, bytes[offset] == UInt8(ascii: "&") || bytes[offset] == UInt8(ascii: "!") {
      while offset < end, !TextLines.isSpace(bytes[offset]), !TextLines.isBreak(bytes[offset]) {
        offset += 1
      }
      last = offset
      offset = min(lines.skippingSpaceAndComments(from: offset), end)
    }
    return last
  }

  /// The indentation that the lines of a block scalar at `place` are counted from.
  func parentIndent(of place: Place) -> Int {
    place.parent.map { lines.column(of: $0.node.range.lowerBound) } ?? 0
  }

  /// Where the comment lines above a child begin that belong to it, or else the child's own line.
  ///
  /// They are indented as the child is and no other line stands between; a comment that begins the
  /// document speaks of the whole.
  func startWithComments(_ start: Int) -> Int {
    let column = lines.column(of: start)
    let line = lines.start(of: start)
    var first = line
    let textStart = lines.start(of: 0)
    while first > textStart {
      let above = lines.start(of: first - 1)
      let text = bytes[above..<first].drop { $0 == UInt8(ascii: " ") }
      guard text.first == UInt8(ascii: "#"), text.startIndex - above == column else { break }
      first = above
    }
    guard first < line else { return line }
    let isHead =
      first == textStart || bytes[lines.start(of: first - 1)..<first].starts(with: "---".utf8)
    return isHead ? line : first
  }
}

// MARK: - Manner

extension DocumentLayout {
  /// A writer that indents as this document does, and quotes as the flow collection around does.
  func writer(for place: Place) -> NodeWriter {
    var writer = NodeWriter()
    writer.sequenceOffset = sequenceOffset
    writer.mappingOffset =
      offset(in: root) { if case .mapping = $0.content { true } else { false } }
      ?? writer.mappingOffset
    let around = place.ancestors.map(\.collection) + [place.node]
    writer.quotesAll = around.contains { !$0.isBlockCollection && Self.isJSON($0) }
    return writer
  }

  /// How far sequences are indented from their keys.
  var sequenceOffset: Int {
    offset(in: root) { if case .sequence = $0.content { true } else { false } }
      ?? NodeWriter().sequenceOffset
  }

  /// How far the first block collection of a kind is indented from its key.
  private func offset(in node: SyntaxNode, where isKind: (SyntaxNode) -> Bool) -> Int? {
    if case .mapping(let entries, false) = node.content {
      let column = lines.column(of: node.range.lowerBound)
      for entry in entries
      where entry.value.isBlockCollection && isKind(entry.value)
        && lines.isFirst(entry.value.range.lowerBound)
      {
        return lines.column(of: entry.value.range.lowerBound) - column
      }
    }
    for child in node.children {
      if let found = offset(in: child, where: isKind) { return found }
    }
    return nil
  }

  private static func isJSON(_ node: SyntaxNode) -> Bool {
    switch node.content {
    case .mapping(let entries, _):
      entries.contains { $0.key.scalarStyle == .doubleQuoted }
        || node.children.contains(where: isJSON)
    case .sequence(let elements, _): elements.contains(where: isJSON)
    case .scalar, .alias: false
    }
  }
}
