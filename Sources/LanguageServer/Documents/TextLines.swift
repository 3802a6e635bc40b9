package import Diagnostics

/// What the columns of positions count (LSP 3.17, `PositionEncodingKind`).
package enum PositionEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
}

/// A place in a text as the editor names it: line and column from 0.
package struct TextPosition: Hashable, Sendable, Comparable {
  /// The line, from 0.
  package var line: Int
  /// The column, from 0, in the unit of the encoding.
  package var character: Int

  package init(line: Int, character: Int) {
    self.line = line
    self.character = character
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.line, left.character) < (right.line, right.character)
  }
}

/// The lines of a text as an editor counts them: LF, CRLF and CR end one (LSP 3.17, Text Documents), and a
/// byte order mark is a character.
package struct TextLines: Sendable {
  private let bytes: [UInt8]
  private let encoding: PositionEncoding
  /// Where each line begins.
  private let starts: [Int]

  package init(_ bytes: [UInt8], _ encoding: PositionEncoding) {
    self.bytes = bytes
    self.encoding = encoding
    var starts = [0]
    let span = bytes.span
    for offset in span.indices {
      let isEnd =
        span[offset] == UInt8(ascii: "\n")
        || span[offset] == UInt8(ascii: "\r")
          && (offset + 1 == span.count || span[offset + 1] != UInt8(ascii: "\n"))
      if isEnd { starts.append(offset + 1) }
    }
    self.starts = starts
  }

  /// How many lines there are; behind a last line's end stands an empty one.
  package var count: Int { starts.count }

  /// The bytes of a line, without its end; an empty range at the text's end for a line that is not there.
  package func range(ofLine line: Int) -> ByteRange {
    guard starts.indices.contains(line) else { return ByteRange(bytes.count, bytes.count) }
    var end = line + 1 < starts.count ? starts[line + 1] : bytes.count
    while end > starts[line], [UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(bytes[end - 1]) {
      end -= 1
    }
    return ByteRange(starts[line], end)
  }

  /// The offset of a position; one behind the end of its line is that end.
  package func offset(of position: TextPosition) -> Int {
    let line = range(ofLine: max(position.line, 0))
    var (offset, column) = (line.lowerBound, 0)
    while offset < line.upperBound, column < position.character {
      let next = self.next(after: offset, before: line.upperBound)
      let units = self.units(offset, next)
      // Between the two halves of a character is before it.
      if column + units > position.character { break }
      (offset, column) = (next, column + units)
    }
    return offset
  }

  /// The position of an offset, which may be the end of the text.
  package func position(of offset: Int) -> TextPosition {
    let offset = min(max(offset, 0), bytes.count)
    var (low, high) = (0, starts.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    var (place, column) = (starts[low], 0)
    while place < offset {
      let next = self.next(after: place, before: bytes.count)
      column += units(place, next)
      place = next
    }
    return TextPosition(line: low, character: column)
  }

  /// Where the character behind an offset ends.
  private func next(after offset: Int, before end: Int) -> Int {
    var next = offset + 1
    while next < end, bytes[next] & 0b1100_0000 == 0b1000_0000 { next += 1 }
    return next
  }

  private func units(_ start: Int, _ end: Int) -> Int {
    switch encoding {
    case .utf8: end - start
    // A scalar of four bytes is a pair of surrogates.
    case .utf16: bytes[start] >= 0xF0 ? 2 : 1
    }
  }
}
