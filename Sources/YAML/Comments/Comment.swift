package import Diagnostics

/// A comment in a YAML file.
package struct Comment: Hashable, Sendable {
  /// From the `#` to the end of its line, the line break excluded.
  package var location: Location
  /// Whether it has its line for itself; otherwise it follows something on the same line.
  package var isOnOwnLine: Bool

  /// What the comment says: without the `#` and the white space around.
  package var text: String {
    var text = location.text.drop { $0 == "#" }
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

extension SourceFile {
  /// The comments of a YAML file, in order, up to where it stops being YAML.
  ///
  /// A `#` inside a scalar is none, nor is one that follows other text without a space.
  package var comments: [Comment] {
    let lines = TextLines(bytes: bytes)
    var scan = CommentScan(file: self, lines: lines)
    let (tokens, isComplete) = SyntaxReader.tokens(of: bytes)
    for token in tokens {
      scan.take(upTo: token.range.lowerBound)
      // A block scalar's header may carry a comment; its lines hold none.
      if token.isBlockScalar { scan.take(upTo: lines.end(of: token.range.lowerBound)) }
      scan.skip(to: token.range.upperBound)
    }
    if isComplete { scan.take(upTo: bytes.count) }
    return scan.comments
  }
}

/// Looks for comments between tokens.
private struct CommentScan {
  let file: SourceFile
  let lines: TextLines
  var position = 0
  var comments: [Comment] = []

  mutating func skip(to end: Int) { position = max(position, end) }

  mutating func take(upTo end: Int) {
    while position < end {
      guard file.bytes[position] == UInt8(ascii: "#"), beginsComment(position) else {
        position += 1
        continue
      }
      let lineEnd = lines.end(of: position)
      comments.append(
        Comment(
          location: Location(file: file, range: ByteRange(position, lineEnd)),
          isOnOwnLine: file.bytes[lines.start(of: position)..<position]
            .allSatisfy(TextLines.isSpace)))
      position = lineEnd
    }
  }

  private func beginsComment(_ offset: Int) -> Bool {
    guard offset > lines.start(of: offset) else { return true }
    let before = file.bytes[offset - 1]
    return TextLines.isSpace(before) || ",[]{}".utf8.contains(before)
  }
}
