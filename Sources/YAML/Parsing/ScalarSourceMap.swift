package import Diagnostics
import Values

/// The way back from the text of a scalar to the bytes that it was read from.
///
/// For text that holds a language of its own, as an expression, so that a message about that text
/// can point into the file. It follows quotes, escapes, line folding and indentation.
package struct ScalarSourceMap: Sendable {
  /// The offset in the file of each byte of the text, and of the end.
  private let offsets: [Int]

  /// Nil when the node is no scalar, stands in no file, or its text is not what the file says
  /// there, as after an edit.
  package init?(_ node: Node) {
    guard let scalar = node.scalar, let location = node.origin.location,
      location.range.upperBound <= location.file.bytes.count
    else { return nil }
    var follower = Follower(
      raw: location.file.bytes, position: location.range.lowerBound,
      end: location.range.upperBound, text: Array(scalar.text.utf8))
    switch scalar.style {
    case .plain: follower.followFlow()
    case .singleQuoted, .doubleQuoted: follower.followQuoted()
    case .literal, .folded: follower.followBlock()
    }
    guard follower.offsets.count == scalar.text.utf8.count else { return nil }
    offsets = follower.offsets + [follower.endOfText]
  }

  /// The bytes of the file that hold a range of the text's UTF-8 bytes.
  package func range(of range: ByteRange) -> ByteRange {
    let lower = offset(range.lowerBound)
    return ByteRange(lower, max(lower, offset(range.upperBound)))
  }

  private func offset(_ index: Int) -> Int { offsets[min(max(index, 0), offsets.count - 1)] }
}

extension Node {
  /// Where a range of a scalar's text, in UTF-8 bytes, stands in the file that it was read from.
  ///
  /// The whole scalar where the file's text cannot be followed; nil where it stands in no file.
  package func location(of range: ByteRange) -> Location? {
    guard let whole = origin.location, let map = ScalarSourceMap(self) else {
      return origin.location
    }
    return Location(file: whole.file, range: map.range(of: range))
  }
}

/// Walks through the bytes of a scalar and through its text at the same time.
private struct Follower {
  let raw: [UInt8]
  var position: Int
  let end: Int
  let text: [UInt8]
  private(set) var offsets: [Int] = []
  /// Where the text ends: at the closing quote, or after the last character of a block.
  var endOfText: Int { isBlock ? offsets.last.map { $0 + 1 } ?? position : position }
  private var isBlock = false

  init(raw: [UInt8], position: Int, end: Int, text: [UInt8]) {
    self.raw = raw
    self.position = position
    self.end = end
    self.text = text
    offsets.reserveCapacity(text.count + 1)
  }

  private var expected: UInt8? { offsets.count < text.count ? text[offsets.count] : nil }

  /// Takes `count` bytes of the text as coming from `place`.
  private mutating func take(_ count: Int, from place: Int) {
    for _ in 0..<min(count, text.count - offsets.count) { offsets.append(place) }
  }

  // MARK: Flow scalars

  mutating func followQuoted() {
    guard position < end else { return }
    let quote = raw[position]
    position += 1
    while position < end {
      let byte = raw[position]
      if byte == quote {
        guard quote == UInt8(ascii: "'"), position + 1 < end, raw[position + 1] == quote else {
          return
        }
        take(1, from: position)
        position += 2
      } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        followEscape()
      } else {
        followFlowByte()
      }
    }
  }

  mutating func followFlow() {
    while position < end { followFlowByte() }
  }

  /// One byte, or all white space around a line break, which folds.
  private mutating func followFlowByte() {
    let byte = raw[position]
    guard byte.isBlank || byte.isBreak else {
      take(1, from: position)
      position += 1
      return
    }
    var after = position
    var breaks = 0
    while after < end, raw[after].isBlank || raw[after].isBreak {
      if raw[after] == UInt8(ascii: "\n") { breaks += 1 }
      after += 1
    }
    if breaks == 0 {
      while position < after {
        take(1, from: position)
        position += 1
      }
    } else {
      take(max(1, breaks - 1), from: position)
      position = after
    }
  }

  /// An escape of YAML 1.2 §5.7; one that is not known stops the walk by what it fails to take.
  private mutating func followEscape() {
    let start = position
    position += 2
    guard start + 1 < end else { return }
    switch raw[start + 1] {
    case UInt8(ascii: "x"): followCharacter(digits: 2, from: start)
    case UInt8(ascii: "u"): followCharacter(digits: 4, from: start)
    case UInt8(ascii: "U"): followCharacter(digits: 8, from: start)
    case UInt8(ascii: "N"), UInt8(ascii: "_"): take(2, from: start)
    case UInt8(ascii: "L"), UInt8(ascii: "P"): take(3, from: start)
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      while position < end, raw[position].isBlank || raw[position].isBreak { position += 1 }
    default: take(1, from: start)
    }
  }

  private mutating func followCharacter(digits: Int, from start: Int) {
    let last = min(start + 2 + digits, end)
    let code = raw[min(start + 2, last)..<last]
    position = last
    guard let value = code.hexadecimalNumber, let scalar = Unicode.Scalar(value) else { return }
    take(String(Character(scalar)).utf8.count, from: start)
  }

  // MARK: Block scalars

  mutating func followBlock() {
    isBlock = true
    skipLine()
    guard let indentation else { return }
    while position < end, expected != nil {
      var column = 0
      while column < indentation, position < end, raw[position] == UInt8(ascii: " ") {
        column += 1
        position += 1
      }
      while position < end, !raw[position].isBreak {
        take(1, from: position)
        position += 1
      }
      // The break is a line feed or, folded, a space; a folded empty line may give nothing.
      if expected == UInt8(ascii: "\n") || expected == UInt8(ascii: " ") {
        take(1, from: position)
      }
      skipLine()
    }
  }

  private mutating func skipLine() {
    while position < end, raw[position] != UInt8(ascii: "\n") { position += 1 }
    position = min(position + 1, end)
  }

  /// How far the block is indented: what the first line has in the file and not in the text.
  private var indentation: Int? {
    func leading(_ bytes: some Collection<UInt8>) -> Int? {
      var spaces = 0
      for byte in bytes {
        if byte == UInt8(ascii: " ") {
          spaces += 1
        } else if byte.isBreak {
          spaces = 0
        } else {
          return spaces
        }
      }
      return nil
    }
    guard let written = leading(raw[position..<end]), let kept = leading(text) else { return nil }
    return max(0, written - kept)
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
  fileprivate var isBreak: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
}
