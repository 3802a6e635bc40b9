/// The lines of a text, asked by offset.
///
/// A line ends with LF or CRLF; the break belongs to the line before it.
struct TextLines {
  let bytes: [UInt8]

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Where the line of `offset` begins, past a byte order mark.
  func start(of offset: Int) -> Int {
    var start = offset
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return start == 0 && bytes.starts(with: Self.byteOrderMark) ? 3 : start
  }

  /// Where the line of `offset` ends, before its break.
  func end(of offset: Int) -> Int {
    var end = offset
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    if end > offset, end < bytes.count, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return end
  }

  /// Where the line after that of `offset` begins, or the end of the text.
  func next(after offset: Int) -> Int {
    var end = offset
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return min(end + 1, bytes.count)
  }

  /// How many bytes stand before `offset` on its line.
  ///
  /// What YAML allows before a block value on its line is ASCII, so these are columns.
  func column(of offset: Int) -> Int { offset - start(of: offset) }

  /// Whether nothing but spaces stands before `offset` on its line.
  func isFirst(_ offset: Int) -> Bool {
    bytes[start(of: offset)..<offset].allSatisfy { $0 == UInt8(ascii: " ") }
  }

  /// Whether nothing but white space follows from `offset` to the end of its line.
  func isBlank(from offset: Int) -> Bool {
    bytes[offset..<end(of: offset)].allSatisfy(Self.isSpace)
  }

  /// The line break used around `offset`, or else the text's first one.
  func lineBreak(near offset: Int) -> String {
    let end = next(after: offset)
    if end > 0, bytes[end - 1] == UInt8(ascii: "\n") { return breakText(endingAt: end) }
    guard let first = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return "\n" }
    return breakText(endingAt: first + 1)
  }

  private func breakText(endingAt end: Int) -> String {
    end > 1 && bytes[end - 2] == UInt8(ascii: "\r") ? "\r\n" : "\n"
  }

  /// The first offset from `offset` on that is neither white space, a break nor in a comment.
  func skippingSpaceAndComments(from offset: Int) -> Int {
    var offset = offset
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "#") {
        offset = end(of: offset)
      } else if Self.isSpace(bytes[offset]) || Self.isBreak(bytes[offset]) {
        offset += 1
      } else {
        break
      }
    }
    return offset
  }

  /// The beginning of the first line from the one at `start` on that is not blank.
  func skippingBlankLines(from start: Int) -> Int {
    var line = start
    while line < bytes.count, isBlank(from: line) { line = next(after: line) }
    return line
  }

  /// The offset after the last byte before `offset`, not before `limit`, that is no white space.
  func trimmed(_ offset: Int, downTo limit: Int) -> Int {
    var offset = offset
    while offset > limit, Self.isSpace(bytes[offset - 1]) || Self.isBreak(bytes[offset - 1]) {
      offset -= 1
    }
    return offset
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  static func isBreak(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
