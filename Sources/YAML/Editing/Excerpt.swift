import Diagnostics

/// An entry of a mapping or an item of a sequence as it is written, with the comment lines above it.
///
/// It lets what one file says be said in another in the same words.
package struct Excerpt: Sendable {
  /// Without line breaks and without the column that the entry stands in.
  var lines: [String]
  /// Whether a blank line parts it from what stands above it.
  var isSetApart: Bool
  /// Whether the value is a collection in brackets or braces.
  var isFlow: Bool
  /// How far sequences are indented from their keys where it was written.
  var sequenceOffset: Int

  /// The excerpt with other words in it.
  package func replacing(_ old: String, with new: String) -> Excerpt {
    var result = self
    result.lines = lines.map { $0.replacing(old, with: new) }
    return result
  }

  func lines(at indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    return lines.map { $0.isEmpty ? "" : margin + $0 }
  }
}

extension SourceEditor {
  /// The entry or the item at `path` as it is written; nil where none is there, where it stands in
  /// brackets, or where its lines are not indented alike.
  package func excerpt(of path: FieldPath, inDocument index: Int = 0) -> Excerpt? {
    guard let place = place(of: path, inDocument: index), let parent = place.parent?.node,
      let position = place.positions.last, parent.isBlockCollection, !place.isInFlow,
      let root = root(ofDocument: index)
    else { return nil }
    let layout = DocumentLayout(bytes: bytes, root: root)
    let text = layout.lines
    let start = layout.start(ofChild: position, in: parent)
    let column = text.column(of: start)
    let isFirst = text.isFirst(start)
    let first = isFirst ? layout.startWithComments(start) : start
    let end = layout.lineAfter(layout.end(ofChild: position, in: parent))
    var lines: [String] = []
    var line = first
    while line < end {
      let isWhole = line > first || isFirst
      let lineEnd = text.end(of: line)
      let bytes = bytes[line..<max(line, lineEnd)]
      let margin = isWhole ? bytes.prefix { $0 == UInt8(ascii: " ") }.count : column
      if margin < column, !text.isBlank(from: line) { return nil }
      let rest = isWhole ? bytes.dropFirst(min(column, bytes.count)) : bytes
      lines.append(String(decoding: rest, as: UTF8.self))
      line = text.next(after: line)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    let above = first > text.start(of: 0) && isFirst ? text.start(of: first - 1) : first
    return Excerpt(
      lines: lines, isSetApart: above < first && text.isBlank(from: above),
      isFlow: place.node.isCollection && !place.node.isBlockCollection,
      sequenceOffset: layout.writer(for: place).sequenceOffset)
  }
}
