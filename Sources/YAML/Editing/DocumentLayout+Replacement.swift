import Diagnostics

extension DocumentLayout {
  /// The ways to put `value` in the place of another, best first.
  func replacements(of place: Place, with value: Node) -> [[TextEdit]] {
    switch value.content {
    case .scalar(let scalar): scalarReplacements(of: place, with: scalar)
    case .sequence, .mapping: collectionReplacements(of: place, with: value)
    }
  }

  // MARK: Scalars

  private func scalarReplacements(of place: Place, with scalar: Scalar) -> [[TextEdit]] {
    let style = place.node.scalarStyle ?? scalar.style
    let writer = writer(for: place)
    let texts = ScalarWriter.inline(
      scalar, like: writer.quotesAll ? .doubleQuoted : style, inFlow: place.isInFlow)
    let onOneLine = texts.flatMap { inlineReplacements(of: place, with: $0) }
    guard scalar.type == .string, !place.isInFlow else { return onOneLine }
    if place.node.isBlockScalar {
      let styles: [ScalarStyle] = style == .folded ? [.folded, .literal] : [.literal]
      return styles.flatMap { blockScalarReplacements(of: place, with: scalar.text, style: $0) }
        + onOneLine
    }
    if style == .plain, scalar.text.contains("\n") {
      return newBlockScalar(at: place, scalar.text) + onOneLine
    }
    return onOneLine
  }

  /// Puts text of one line where a value of any kind is.
  private func inlineReplacements(of place: Place, with text: String) -> [[TextEdit]] {
    let node = place.node
    if node.isBlockScalar { return [collapsedBlockScalar(node, to: text)] }
    let base = base(of: place)
    if node.isBlockCollection, lines.start(of: node.range.lowerBound) > base {
      return [
        [
          TextEdit(range: ByteRange(base, base), replacement: " " + text),
          lineRemoval(from: lines.start(of: node.range.lowerBound), to: contentEnd(of: node)),
        ]
      ]
    }
    let range = ByteRange(node.range.lowerBound, contentEnd(of: node))
    if range.isEmpty {
      // Nothing is written: after a colon or a dash, or after a key that stands alone in braces.
      return [" " + text, ": " + text, text, text + " "].map {
        [TextEdit(range: ByteRange(base, base), replacement: $0)]
      }
    }
    let anchor = node.anchor.map { "&\($0) " } ?? ""
    let text = text + breakAfter(range)
    return [
      [TextEdit(range: range, replacement: text)],
      // Without the tag, which would give the text another meaning.
      [TextEdit(range: ByteRange(node.start, range.upperBound), replacement: anchor + text)],
    ]
  }

  /// The line break that goes with a range whose last line is wholly inside, or else nothing.
  private func breakAfter(_ range: ByteRange) -> String {
    guard !range.isEmpty, isLineStart(range.upperBound) else { return "" }
    return lines.lineBreak(near: range.lowerBound)
  }

  private func collapsedBlockScalar(_ node: SyntaxNode, to text: String) -> [TextEdit] {
    let header = headerIndicators(of: node)
    let headerEnd = lines.end(of: node.range.lowerBound)
    let end = max(headerEnd, lines.trimmed(node.range.upperBound, downTo: headerEnd))
    return [
      TextEdit(range: header, replacement: text),
      TextEdit(range: ByteRange(headerEnd, end), replacement: ""),
    ]
  }

  /// A block scalar's `|` or `>` with its indicators.
  func headerIndicators(of node: SyntaxNode) -> ByteRange {
    let start = node.range.lowerBound
    let line = bytes[start..<lines.end(of: start)]
    let end = line.firstIndex(where: TextLines.isSpace) ?? line.endIndex
    return ByteRange(start, end)
  }

  /// Replaces a block scalar's lines, keeping their indentation and a comment beside the header.
  private func blockScalarReplacements(
    of place: Place, with text: String, style: ScalarStyle
  ) -> [[TextEdit]] {
    let node = place.node
    let parentIndent = parentIndent(of: place)
    let bodyStart = lines.next(after: node.range.lowerBound)
    let bodyEnd = max(bodyStart, lines.trimmed(node.range.upperBound, downTo: bodyStart))
    let indent = bodyIndent(from: bodyStart, to: bodyEnd) ?? parentIndent + 2
    guard
      let block = BlockScalarText(text, style: style, indent: indent, parentIndent: parentIndent)
    else { return [] }
    let lineBreak = lines.lineBreak(near: node.range.lowerBound)
    let body = block.lines.joined(separator: lineBreak)
    let header = TextEdit(range: headerIndicators(of: node), replacement: block.header)
    func edits(_ range: ByteRange, _ text: String) -> [TextEdit] {
      [header, TextEdit(range: range, replacement: text)]
    }
    if block.keepsBlankLines {
      let range = ByteRange(bodyStart, max(bodyStart, node.range.upperBound))
      return [edits(range, body + lineBreak)]
    }
    let range = ByteRange(bodyStart, bodyEnd)
    guard !range.isEmpty else {
      return [edits(range, body + lineBreak), edits(range, lineBreak + body)]
    }
    return [edits(range, body), edits(range, body + lineBreak)]
  }

  private func bodyIndent(from start: Int, to end: Int) -> Int? {
    var line = start
    while line < end {
      if !lines.isBlank(from: line) {
        return bytes[line..<end].prefix { $0 == UInt8(ascii: " ") }.count
      }
      line = lines.next(after: line)
    }
    return nil
  }

  /// Makes a block scalar of a value that was written on one line.
  private func newBlockScalar(at place: Place, _ text: String) -> [[TextEdit]] {
    let parentIndent = parentIndent(of: place)
    guard
      let block = BlockScalarText(
        text, style: .literal, indent: parentIndent + 2, parentIndent: parentIndent)
    else { return [] }
    let range = place.node.range
    let lineBreak = lines.lineBreak(near: range.lowerBound)
    let end = lines.end(of: range.upperBound)
    let body = lineBreak + block.lines.joined(separator: lineBreak)
    let isAfterSpace = range.lowerBound > 0 && TextLines.isSpace(bytes[range.lowerBound - 1])
    let header = TextEdit(range: range, replacement: (isAfterSpace ? "" : " ") + block.header)
    return ["", lineBreak].map {
      [header, TextEdit(range: ByteRange(end, end), replacement: body + $0)]
    }
  }

  // MARK: Collections

  private func collectionReplacements(of place: Place, with value: Node) -> [[TextEdit]] {
    let writer = writer(for: place)
    let node = place.node
    let isFlow =
      place.isInFlow || !writer.isBlock(value)
      || (node.isCollection && !node.isBlockCollection && !node.isEmptyCollection)
    let inline = inlineReplacements(of: place, with: writer.flow(value))
    if isFlow { return inline }
    return blockReplacements(of: place, with: value, writer) + inline
  }

  private func blockReplacements(
    of place: Place, with value: Node, _ writer: NodeWriter
  ) -> [[TextEdit]] {
    let node = place.node
    let end = contentEnd(of: node)
    let lineBreak = lines.lineBreak(near: node.range.lowerBound)
    let isOwnLines =
      node.isBlockCollection && lines.start(of: node.range.lowerBound) > base(of: place)
    let isInEntry = place.entry != nil
    if isOwnLines || place.parent == nil || (!isInEntry && !node.isBlockScalar) {
      let isNewCollection = place.parent != nil && !node.isBlockCollection
      let indent =
        isNewCollection ? parentIndent(of: place) + 2 : lines.column(of: node.range.lowerBound)
      let text = writer.block(value, indent: indent).joined(separator: lineBreak)
      let replacement = String(text.dropFirst(indent))
      let range = ByteRange(node.range.lowerBound, end)
      return ["", " "].map {
        [TextEdit(range: range, replacement: $0 + replacement + breakAfter(range))]
      }
    }
    let isSequence = value.elements != nil
    let offset = isInEntry ? (isSequence ? writer.sequenceOffset : writer.mappingOffset) : 2
    let lines = writer.block(value, indent: parentIndent(of: place) + offset)
    return [belowHeader(of: place, lineBreak + lines.joined(separator: lineBreak), end: end)]
  }

  /// Puts lines below the line of a value that stands beside its key or dash, and takes it out.
  private func belowHeader(of place: Place, _ text: String, end: Int) -> [TextEdit] {
    let base = base(of: place)
    var valueEnd = end
    var bodyStart = lines.end(of: end)
    if place.node.isBlockScalar {
      valueEnd = headerIndicators(of: place.node).upperBound
      bodyStart = lines.end(of: place.node.range.lowerBound)
    }
    let body = ByteRange(bodyStart, max(bodyStart, end))
    return [
      TextEdit(range: ByteRange(base, max(base, valueEnd)), replacement: ""),
      TextEdit(range: body, replacement: text + breakAfter(body)),
    ]
  }
}
