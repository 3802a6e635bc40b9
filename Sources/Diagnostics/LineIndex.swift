/// A place in a text as people name it.
package struct Position: Hashable, Sendable, Comparable {
  /// 1-based.
  package var line: Int
  /// 1-based, in the unit that was asked for: Unicode scalars where nothing else is said, so that a
  /// caret under it lines up in most terminals.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// What a column counts.
package enum ColumnUnit: Hashable, Sendable, CaseIterable {
  /// Bytes of UTF-8, as the offsets of this program do.
  case bytes
  /// Unicode scalars, as people and most report formats do.
  case scalars
  /// Code units of UTF-16, as editors do (LSP 3.17, `PositionEncodingKind`).
  case utf16
}

/// Where the lines of a text begin, to turn byte offsets into lines and columns.
///
/// A line ends with LF, so CRLF text has its CR at the end of each line. A byte order mark has no
/// column. Building one is linear in the text; each question after that is logarithmic in the number
/// of lines, however long the line is.
package struct LineIndex: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]
  /// What stands before the first byte of each block of `blockSize`.
  private let counts: [Counts]
  private static let blockSize = 256

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    var counts: [Counts] = []
    counts.reserveCapacity(bytes.count / Self.blockSize + 1)
    var seen = Counts()
    for (offset, byte) in bytes.enumerated() {
      if offset % Self.blockSize == 0 { counts.append(seen) }
      if byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
      seen.add(byte)
    }
    counts.append(seen)
    self.starts = starts
    self.counts = counts
  }

  /// How many lines the text has; a final line feed opens one more, empty line.
  package var lineCount: Int { starts.count }

  /// The line and column of the byte at `offset`, which may be the end of the text.
  package func position(of offset: Int, in unit: ColumnUnit = .scalars) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = lineNumber(of: offset)
    let start = line == 1 ? min(byteOrderMarkLength, offset) : starts[line - 1]
    return Position(line: line, column: columns(in: start..<offset, unit) + 1)
  }

  private func columns(in range: Range<Int>, _ unit: ColumnUnit) -> Int {
    guard unit != .bytes else { return range.count }
    let counts =
      range.count > Self.blockSize
      ? self.counts(before: range.upperBound) - self.counts(before: range.lowerBound)
      : Counts(of: bytes[range])
    let scalars = range.count - counts.continuations
    // A scalar of four bytes is a pair of surrogates.
    return unit == .scalars ? scalars : scalars + counts.pairs
  }

  private func counts(before offset: Int) -> Counts {
    let block = offset / Self.blockSize
    return counts[block] + Counts(of: bytes[block * Self.blockSize..<offset])
  }

  /// How many bytes of a kind some text has.
  private struct Counts {
    /// Those that continue a scalar of UTF-8; a scalar begins at each that does not.
    var continuations = 0
    /// Those that begin a scalar of four bytes.
    var pairs = 0

    init() {}

    init(of bytes: ArraySlice<UInt8>) {
      for byte in bytes { add(byte) }
    }

    mutating func add(_ byte: UInt8) {
      if byte & 0b1100_0000 == 0b1000_0000 { continuations += 1 }
      if byte >= 0xF0 { pairs += 1 }
    }

    static func + (left: Counts, right: Counts) -> Counts {
      var sum = left
      sum.continuations += right.continuations
      sum.pairs += right.pairs
      return sum
    }

    static func - (left: Counts, right: Counts) -> Counts {
      var rest = left
      rest.continuations -= right.continuations
      rest.pairs -= right.pairs
      return rest
    }
  }

  private var byteOrderMarkLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  /// The bytes of a 1-based line without its line ending.
  package func range(ofLine line: Int) -> ByteRange {
    precondition((1...starts.count).contains(line), "line \(line) of \(starts.count)")
    let start = starts[line - 1]
    var end = line < starts.count ? starts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return ByteRange(start, end)
  }

  private func lineNumber(of offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}
