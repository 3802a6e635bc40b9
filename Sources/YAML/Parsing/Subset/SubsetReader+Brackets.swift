import Diagnostics

/// Collections in brackets, on one line or on several.
extension SubsetReader {
  mutating func readBrackets() throws(Beyond) {
    let isMapping = bytes[position] == UInt8(ascii: "{")
    let close = isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")
    let start = CollectionEvent(at: position, isFlow: true)
    try take(isMapping ? .mappingStart(start) : .sequenceStart(start))
    position += 1
    try skipSpaceInBrackets()
    while bytes[position] != close {
      if isMapping { try readKeyInBrackets() }
      switch bytes[position] {
      case UInt8(ascii: "["), UInt8(ascii: "{"): try readBrackets()
      default: try take(.scalar(try scalar(inBrackets: true)))
      }
      try skipSpaceInBrackets()
      guard bytes[position] != close else { break }
      guard bytes[position] == UInt8(ascii: ",") else { throw Beyond() }
      position += 1
      try skipSpaceInBrackets()
    }
    position += 1
    let end = ByteRange(position - 1, position)
    try take(isMapping ? .mappingEnd(end) : .sequenceEnd(end))
  }

  private mutating func readKeyInBrackets() throws(Beyond) {
    let isQuoted = "\"'".utf8.contains(bytes[position])
    let key = try scalar(inBrackets: true)
    skipSpaces()
    // Behind a quote a value may follow the colon at once.
    guard byte(at: position) == UInt8(ascii: ":"), isQuoted || isBlank(at: position + 1),
      key.range.count <= Self.longestKey
    else { throw Beyond() }
    try take(.scalar(key))
    position += 1
    try skipSpaceInBrackets()
  }

  /// Skips spaces, breaks and comments up to what must follow: the brackets are still open.
  private mutating func skipSpaceInBrackets() throws(Beyond) {
    skipSpaces()
    if isAtLineEnd { try nextLine() }
    guard !isAtEnd, !isAtMark else { throw Beyond() }
  }
}

extension CollectionEvent {
  init(at start: Int, isFlow: Bool) {
    self.init(
      anchor: nil, tag: nil, isFlow: isFlow, start: start, range: ByteRange(start, start))
  }
}
