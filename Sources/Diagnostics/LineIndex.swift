/// A place in a text as people name it.
package struct Position: Hashable, Sendable, Comparable {
  /// 1-based.
  package var line: Int
  /// 1-based, counted in Unicode scalars, so that a caret under it lines up in most terminals.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// Where the lines of a text begin, to turn byte offsets into lines and columns.
///
/// A line ends with LF, so CRLF text has its CR at the end of each line. A byte order mark has no
/// column. Building one is linear in the text; each question after that is logarithmic in the number
/// of lines, however long the line is.
package struct LineIndex: Sendable {
  private let bytes: [UInt8]
  private let starts: [Int]
  /// How many UTF-8 continuation bytes stand before the first byte of each block of `blockSize`.
  private let continuations: [Int]
  private static let blockSize = 256

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    var continuations: [Int] = []
    continuations.reserveCapacity(bytes.count / Self.blockSize + 1)
    var seen = 0
    for (offset, byte) in bytes.enumerated() {
      if offset % Self.blockSize == 0 { continuations.append(seen) }
      if byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
      if Self.continuesScalar(byte) { seen += 1 }
    }
    continuations.append(seen)
    self.starts = starts
    self.continuations = continuations
  }

  /// How many lines the text has; a final line feed opens one more, empty line.
  package var lineCount: Int { starts.count }

  /// The line and column of the byte at `offset`, which may be the end of the text.
  package func position(of offset: Int) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = lineNumber(of: offset)
    let start = line == 1 ? min(byteOrderMarkLength, offset) : starts[line - 1]
    let column = offset - start - continuationBytes(in: start..<offset) + 1
    return Position(line: line, column: column)
  }

  /// A scalar begins at each byte that is not a UTF-8 continuation byte.
  private static func continuesScalar(_ byte: UInt8) -> Bool { byte & 0b1100_0000 == 0b1000_0000 }

  private func continuationBytes(in range: Range<Int>) -> Int {
    guard range.count > Self.blockSize else {
      return bytes[range].count(where: Self.continuesScalar)
    }
    return continuationBytes(before: range.upperBound) - continuationBytes(before: range.lowerBound)
  }

  private func continuationBytes(before offset: Int) -> Int {
    let block = offset / Self.blockSize
    return continuations[block]
      + bytes[block * Self.blockSize..<offset].count(where: Self.continuesScalar)
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
