import Diagnostics

extension DocumentLayout {
  /// The ways to add a child to a collection, best first: an entry when it has a name, else an item.
  func insertions(
    of value: Node, named name: String?, into place: Place, at position: Int
  ) -> [[TextEdit]] {
    var writer = writer(for: place)
    var candidates: [[TextEdit]] = []
    for quotesAll in [writer.quotesAll, true] {
      writer.quotesAll = quotesAll
      if place.node.isBlockCollection {
        candidates += blockInsertions(
          of: value, named: name, into: place.node, at: position, writer)
      } else {
        candidates += flowInsertions(of: value, named: name, into: place, at: position, writer)
      }
    }
    return candidates
  }

  /// The ways to add a child as an excerpt has it; none where the neighbours are written otherwise.
  func insertions(of excerpt: Excerpt, into collection: SyntaxNode, at position: Int)
    -> [[TextEdit]]
  {
    guard collection.isBlockCollection, excerpt.isLike(collection, offset: sequenceOffset) else {
      return []
    }
    let indent = lines.column(of: collection.range.lowerBound)
    let new = excerpt.lines(at: indent)
    // A blank line parts what is set apart from both neighbours.
    if position < collection.children.count {
      let apart = excerpt.isSetApart ? [new + [""], new] : [new]
      return apart.flatMap { insertion(of: $0, before: position, in: collection, indent: indent) }
    }
    let last = collection.children.count - 1
    let end = end(ofChild: last, in: collection)
    let ends = [endOfTrailingComments(from: end, indent: indent), collection.range.upperBound]
    let apart = excerpt.isSetApart ? [[""] + new, new] : [new]
    return apart.flatMap { text in ends.map { insertion(of: text, after: $0) } }
  }

  /// Where the comment lines end that are indented more than the collection that a child ends.
  private func endOfTrailingComments(from end: Int, indent: Int) -> Int {
    var last = end
    var line = lineAfter(end)
    while line < bytes.count {
      let text = bytes[line...].prefix { $0 != UInt8(ascii: "\n") }
      let margin = text.prefix { $0 == UInt8(ascii: " ") }.count
      guard margin > indent, text.dropFirst(margin).first == UInt8(ascii: "#") else { break }
      last = lines.end(of: line)
      line = lines.next(after: line)
    }
    return last
  }

  // MARK: Block

  private func blockInsertions(
    of value: Node, named name: String?, into collection: SyntaxNode, at position: Int,
    _ writer: NodeWriter
  ) -> [[TextEdit]] {
    let indent = lines.column(of: collection.range.lowerBound)
    let new =
      name.map { writer.entry($0, value, indent: indent) }
      ?? flowItem(value, indent: indent, in: collection, writer)
      ?? writer.item(value, indent: indent, dashWidth: dashWidth(in: collection))
    if position < collection.children.count {
      return insertion(of: new, before: position, in: collection, indent: indent)
    }
    let last = collection.children.count - 1
    let end = end(ofChild: last, in: collection)
    let ends = [endOfTrailingComments(from: end, indent: indent), collection.range.upperBound]
    let insertions = ends.map { insertion(of: new, after: $0) }
    guard let header = strippingHeader(ofLastIn: collection) else { return insertions }
    return insertions + insertions.map { [header] + $0 }
  }

  /// An item in braces or brackets, where those beside it are; nil where they are not.
  private func flowItem(
    _ value: Node, indent: Int, in collection: SyntaxNode, _ writer: NodeWriter
  ) -> [String]? {
    let others = collection.children.filter(\.isCollection)
    guard let first = others.first, !others.contains(where: \.isBlockCollection),
      writer.isBlock(value)
    else { return nil }
    var text = writer.flow(value)
    let inner = first.range.lowerBound + 1
    if inner < bytes.count, bytes[inner] == UInt8(ascii: " ") {
      text = "\(text.prefix(1)) \(text.dropFirst().dropLast()) \(text.suffix(1))"
    }
    return [String(repeating: " ", count: indent) + "- " + text]
  }

  /// Makes a block scalar that ends a text without a final newline strip its newline.
  ///
  /// What is added below gives it one, which must not become part of its value.
  private func strippingHeader(ofLastIn collection: SyntaxNode) -> TextEdit? {
    var last = collection
    while last.isBlockCollection, let child = last.children.last { last = child }
    guard last.isBlockScalar, last.range.upperBound == bytes.count else { return nil }
    let range = headerIndicators(of: last)
    let kept = bytes[range.indices].filter { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
    return TextEdit(range: range, replacement: kept + [UInt8(ascii: "-")])
  }

  private func insertion(of new: [String], after end: Int) -> [TextEdit] {
    let lineBreak = lines.lineBreak(near: max(0, end - 1))
    let text = new.joined(separator: lineBreak)
    if isLineStart(end) {
      return [TextEdit(range: ByteRange(end, end), replacement: text + lineBreak)]
    }
    let lineEnd = lines.end(of: end)
    return [TextEdit(range: ByteRange(lineEnd, lineEnd), replacement: lineBreak + text)]
  }

  private func insertion(
    of new: [String], before position: Int, in collection: SyntaxNode, indent: Int
  ) -> [[TextEdit]] {
    let start = start(ofChild: position, in: collection)
    let lineBreak = lines.lineBreak(near: start)
    let text = new.joined(separator: lineBreak)
    if lines.isFirst(start) {
      let line = startWithComments(start)
      return [[TextEdit(range: ByteRange(line, line), replacement: text + lineBreak)]]
    }
    // After another dash on the same line.
    let margin = String(repeating: " ", count: indent)
    return [
      [
        TextEdit(
          range: ByteRange(start, start), replacement: text.dropFirst(indent) + lineBreak + margin)
      ]
    ]
  }

  private func dashWidth(in collection: SyntaxNode) -> Int {
    guard case .sequence(let elements, false) = collection.content,
      let position = elements.firstIndex(where: \.isBlockCollection)
    else { return 2 }
    let dash = start(ofChild: position, in: collection)
    let value = elements[position].start
    return lines.start(of: value) <= dash ? max(2, value - dash) : 2
  }

  // MARK: Flow

  private func flowInsertions(
    of value: Node, named name: String?, into place: Place, at position: Int, _ writer: NodeWriter
  ) -> [[TextEdit]] {
    let collection = place.node
    let text = flowText(of: value, named: name, in: collection, writer)
    let count = collection.children.count
    guard count > 0 else {
      var whole = Node([value])
      if let name { whole = Node(Mapping(entries: [.init(key: .string(name), value: value)])) }
      return replacements(of: place, with: whole)
    }
    if position < count {
      let start = start(ofChild: position, in: collection)
      let gap = lines.isFirst(start) ? indentedBreak(like: start) : " "
      return [[TextEdit(range: ByteRange(start, start), replacement: text + "," + gap)]]
    }
    let start = start(ofChild: count - 1, in: collection)
    let end = end(ofChild: count - 1, in: collection)
    let onOneLine = [TextEdit(range: ByteRange(end, end), replacement: ", " + text)]
    guard lines.isFirst(start) else { return [onOneLine] }
    let gap = indentedBreak(like: start)
    let next = lines.skippingSpaceAndComments(from: end)
    let hasComma = next < bytes.count && bytes[next] == UInt8(ascii: ",")
    let lineEnd = lines.end(of: hasComma ? next : end)
    guard lineEnd < collection.range.upperBound, hasComma || lineEnd > end,
      !hasBracket(from: end, to: lineEnd, collection)
    else {
      return [[TextEdit(range: ByteRange(end, end), replacement: "," + gap + text)], onOneLine]
    }
    // The comment beside the last child stays with it.
    var edits = [TextEdit(range: ByteRange(lineEnd, lineEnd), replacement: gap + text)]
    if hasComma {
      edits[0].replacement.append(UInt8(ascii: ","))
    } else {
      edits.append(TextEdit(range: ByteRange(end, end), replacement: ","))
    }
    return [edits, onOneLine]
  }

  /// A child of a collection in brackets: on lines of its own where its neighbours are.
  private func flowText(
    of value: Node, named name: String?, in collection: SyntaxNode, _ writer: NodeWriter
  ) -> String {
    let line = name.map { writer.flowEntry($0, value) } ?? writer.flow(value)
    guard writer.isBlock(value), !collection.children.isEmpty else { return line }
    let start = start(ofChild: 0, in: collection)
    let others = collection.children.filter { $0.isCollection && !$0.children.isEmpty }
    let spreads =
      others.isEmpty || others.contains { lines.end(of: $0.start) < $0.range.upperBound }
    let indent = lines.column(of: start)
    let opening = lines.start(of: collection.start)
    let step = indent - bytes[opening...].prefix { $0 == UInt8(ascii: " ") }.count
    guard lines.isFirst(start), spreads, step > 0 else { return line }
    let text =
      name.map { writer.flowEntryLines($0, value, indent: indent, step: step) }
      ?? writer.flowLines(value, indent: indent, step: step)
    return text.joined(separator: lines.lineBreak(near: start))
  }

  private func hasBracket(from start: Int, to end: Int, _ collection: SyntaxNode) -> Bool {
    start <= collection.range.upperBound - 1 && collection.range.upperBound - 1 < end
  }

  private func indentedBreak(like start: Int) -> String {
    lines.lineBreak(near: start) + String(repeating: " ", count: lines.column(of: start))
  }
}

extension Excerpt {
  /// Whether it is written as the children of a collection are.
  fileprivate func isLike(_ collection: SyntaxNode, offset: Int) -> Bool {
    if sequenceOffset != offset, lines.contains(where: { $0.hasPrefix(" ") && $0.contains("- ") }) {
      return false
    }
    guard case .sequence(let elements, _) = collection.content else { return true }
    let collections = elements.filter(\.isCollection)
    if !collections.isEmpty {
      return collections.contains { $0.isBlockCollection != isFlow }
    }
    guard let quote = lines.last.map(Self.quote) else { return true }
    return elements.contains { $0.scalarStyle == quote }
  }

  /// How an item of one line is quoted.
  private static func quote(of line: String) -> ScalarStyle {
    switch line.dropFirst().first(where: { $0 != " " }) {
    case "\"": .doubleQuoted
    case "'": .singleQuoted
    default: .plain
    }
  }
}
