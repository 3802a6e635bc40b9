import Diagnostics

extension DocumentLayout {
  /// The ways to take a child out of a collection that has others, best first.
  func removals(of place: Place) -> [[TextEdit]] {
    guard let collection = place.parent?.node, let position = place.positions.last else {
      return []
    }
    return collection.isBlockCollection
      ? blockRemovals(of: position, from: collection) : flowRemovals(of: position, from: collection)
  }

  /// Takes out whole lines; at the end of a text without a final newline, the break before them.
  func lineRemoval(from start: Int, to end: Int) -> TextEdit {
    let end = lineAfter(end)
    guard end == bytes.count, !isLineStart(end), isLineStart(start) else {
      return TextEdit(range: ByteRange(start, end), replacement: "")
    }
    return TextEdit(
      range: ByteRange(lines.end(of: lines.start(of: start - 1)), end), replacement: "")
  }

  // MARK: Block

  private func blockRemovals(of position: Int, from collection: SyntaxNode) -> [[TextEdit]] {
    let start = start(ofChild: position, in: collection)
    let end = end(ofChild: position, in: collection)
    if lines.isFirst(start) {
      let first = startWithComments(start)
      // Blank lines after it would join a block scalar before it that keeps them.
      let blankEnd = lines.skippingBlankLines(from: lineAfter(end))
      return [
        [lineRemoval(from: first, to: end)],
        [TextEdit(range: ByteRange(first, blankEnd), replacement: "")],
      ]
    }
    // After a dash on the same line: what comes next takes the place.
    guard position + 1 < collection.children.count else { return [] }
    let next = self.start(ofChild: position + 1, in: collection)
    let emptied = TextEdit(
      range: ByteRange(lines.trimmed(start, downTo: lines.start(of: start)), lines.end(of: end)),
      replacement: "")
    let pulled = TextEdit(range: ByteRange(start, next), replacement: "")
    let hasComments = bytes[lineAfter(end)..<next].contains(UInt8(ascii: "#"))
    return hasComments ? [[emptied], [pulled]] : [[pulled], [emptied]]
  }

  // MARK: Flow

  private func flowRemovals(of position: Int, from collection: SyntaxNode) -> [[TextEdit]] {
    let start = start(ofChild: position, in: collection)
    let end = end(ofChild: position, in: collection)
    let isLast = position + 1 == collection.children.count
    let ownLines = ownLineRemoval(from: start, to: end, position, collection).map { [$0] } ?? []
    if !isLast {
      let next = self.start(ofChild: position + 1, in: collection)
      return ownLines + [[TextEdit(range: ByteRange(start, next), replacement: "")]]
    }
    let previousEnd = self.end(ofChild: position - 1, in: collection)
    guard bytes[previousEnd..<start].contains(UInt8(ascii: "#")) else {
      return ownLines + [[TextEdit(range: ByteRange(previousEnd, end), replacement: "")]]
    }
    return ownLines + [
      [
        comma(after: previousEnd), TextEdit(range: ByteRange(start, end), replacement: ""),
      ]
    ]
  }

  /// Takes out the lines of a child that shares them with no other part of its collection.
  private func ownLineRemoval(
    from start: Int, to end: Int, _ position: Int, _ collection: SyntaxNode
  ) -> [TextEdit]? {
    let isLast = position + 1 == collection.children.count
    let next = lines.skippingSpaceAndComments(from: end)
    let hasComma = next < bytes.count && bytes[next] == UInt8(ascii: ",")
    let lineEnd = lines.end(of: hasComma ? next : end)
    let following =
      isLast ? collection.range.upperBound - 1 : self.start(ofChild: position + 1, in: collection)
    guard lines.isFirst(start), following > lineEnd else { return nil }
    let removal = lineRemoval(from: startWithComments(start), to: lineEnd)
    guard isLast, !hasComma else { return [removal] }
    return [comma(after: self.end(ofChild: position - 1, in: collection)), removal]
  }

  private func comma(after end: Int) -> TextEdit {
    let comma = lines.skippingSpaceAndComments(from: end)
    return TextEdit(range: ByteRange(comma, comma + 1), replacement: "")
  }
}
