import Diagnostics

/// Collections that are told by their indentation.
extension SubsetReader {
  mutating func readSequence() throws(Beyond) {
    let indentation = column
    try take(.sequenceStart(CollectionEvent(at: position, isFlow: false)))
    while isAtElement(of: indentation) {
      position += 1
      try readValue(inside: indentation)
    }
    try take(.sequenceEnd(ByteRange(position, position)))
  }

  private func isAtElement(of indentation: Int) -> Bool {
    !isAtEnd && column == indentation && bytes[position] == UInt8(ascii: "-")
      && isBlank(at: position + 1)
  }

  /// Whether a colon stands here that makes what is before it a key.
  var isAtColon: Bool {
    byte(at: position) == UInt8(ascii: ":") && isBlank(at: position + 1)
  }

  mutating func readMapping(at indentation: Int, firstKey: ScalarEvent) throws(Beyond) {
    try take(.mappingStart(CollectionEvent(at: firstKey.start, isFlow: false)))
    var key = firstKey
    while true {
      guard key.range.count <= Self.longestKey else { throw Beyond() }
      try take(.scalar(key))
      position += 1
      try readValue(inside: indentation, isOfKey: true)
      guard !isAtEnd, column == indentation, !isAtMark else { break }
      key = try scalar()
      skipSpaces()
      guard isAtColon else { throw Beyond() }
    }
    try take(.mappingEnd(ByteRange(position, position)))
  }

  /// libyaml takes no key that is longer than 1,024 characters.
  static var longestKey: Int { 1_000 }

  /// Reads what stands behind the mark of an entry and moves to the line behind it.
  ///
  /// - Parameter isOfKey: whether the mark is a colon: a sequence below it need not be indented, and
  ///   no block collection begins on its line.
  private mutating func readValue(
    inside indentation: Int, isOfKey: Bool = false
  ) throws(Beyond) {
    let end = position
    skipSpaces()
    if isAtLineEnd {
      try nextLine()
      if !isAtEnd, column > indentation {
        try readNode(inside: indentation)
      } else if isOfKey, isAtElement(of: indentation) {
        try readSequence()
      } else {
        try take(.scalar(ScalarEvent("", .plain, ByteRange(end, end))))
      }
    } else if isOfKey {
      try readInlineValue(inside: indentation)
    } else {
      try readNode(inside: indentation)
    }
    // What is indented deeper goes on with the value, or is a mistake.
    guard isAtEnd || column <= indentation else { throw Beyond() }
  }

  private mutating func readInlineValue(inside indentation: Int) throws(Beyond) {
    switch bytes[position] {
    case UInt8(ascii: "|"), UInt8(ascii: ">"): return try readText(inside: indentation)
    case UInt8(ascii: "["), UInt8(ascii: "{"): try readBrackets()
    default: try take(.scalar(try scalar()))
    }
    try nextLine()
  }
}

/// Literal and folded text.
extension SubsetReader {
  /// Reads a text in a block, the breaks at whose end are clipped or stripped.
  mutating func readText(inside indentation: Int) throws(Beyond) {
    let start = position
    let isFolded = bytes[position] == UInt8(ascii: ">")
    position += 1
    let isStripped = byte(at: position) == UInt8(ascii: "-")
    if isStripped { position += 1 }
    skipSpaces()
    guard byte(at: position) == .feed else { throw Beyond() }
    position += 1
    var breaks = try emptyLines()
    let depth = column
    guard depth > max(indentation, 0) else { throw Beyond() }
    var text: [UInt8] = []
    var end = position
    var (isBehindLine, isBehindSpace) = (false, false)
    while position < bytes.count, column == depth {
      let beginsWithSpace = bytes[position] == .space
      if isBehindLine {
        // A break between two lines becomes a space, and with empty lines behind it nothing.
        if !isFolded || isBehindSpace || beginsWithSpace {
          text.append(.feed)
        } else if breaks == 0 {
          text.append(.space)
        }
      }
      text.append(contentsOf: repeatElement(.feed, count: breaks))
      isBehindSpace = beginsWithSpace
      let lineStart = position
      skipToBreak()
      text += bytes[lineStart..<position]
      isBehindLine = !isAtEnd
      if isBehindLine { position += 1 }
      end = position
      breaks = emptyLines(indentedTo: depth, end: &end)
    }
    if isBehindLine, !isStripped { text.append(.feed) }
    try take(
      .scalar(
        ScalarEvent(
          String(decoding: text, as: UTF8.self), isFolded ? .folded : .literal,
          ByteRange(start, end))))
    position = end
    try beginLine()
    if isAtLineEnd { try nextLine() }
  }

  /// Moves to the first text of a block and returns how many lines before it are empty.
  private mutating func emptyLines() throws(Beyond) -> Int {
    var (breaks, deepest) = (0, 0)
    while true {
      beginText()
      skipSpaces()
      deepest = max(deepest, column)
      guard byte(at: position) == .feed else { break }
      breaks += 1
      position += 1
    }
    // An empty line that is indented deeper than the text is a mistake.
    guard !isAtEnd, column == deepest else { throw Beyond() }
    return breaks
  }

  /// Moves over empty lines and the indentation of the next, and returns how many they are.
  ///
  /// - Parameter end: where the last of them ends, if there are any.
  private mutating func emptyLines(indentedTo depth: Int, end: inout Int) -> Int {
    var breaks = 0
    while true {
      beginText()
      while position < bytes.count, column < depth, bytes[position] == .space { position += 1 }
      guard byte(at: position) == .feed else { return breaks }
      breaks += 1
      position += 1
      end = position
    }
  }
}
