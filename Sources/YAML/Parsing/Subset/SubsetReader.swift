import Diagnostics

/// Reads what most manifests are made of: block collections, scalars on one line, text in blocks,
/// collections in brackets.
///
/// It gives the events that libyaml gives, which looks at each character many times and makes and
/// frees several buffers for each token. Where a text has anything else (anchors, tags, scalars over
/// several lines, tabs, a mistake) it gives up, and libyaml reads the text from its beginning: what
/// is YAML and what is wrong with a text is libyaml's to say.
struct SubsetReader {
  let bytes: [UInt8]
  var position = 0
  private(set) var lineStart = 0
  private var builder: TreeBuilder

  /// That the text has what is left to libyaml.
  struct Beyond: Error {}

  /// Builds what a text holds; nil where libyaml must.
  static func built(_ bytes: [UInt8], by builder: TreeBuilder) -> TreeBuilder? {
    guard bytes.areReadAlike else { return nil }
    var reader = SubsetReader(bytes: bytes, builder: builder)
    do throws(Beyond) { try reader.readStream() } catch { return nil }
    return reader.builder.errors.isEmpty ? reader.builder : nil
  }

  private init(bytes: [UInt8], builder: TreeBuilder) {
    self.bytes = bytes
    self.builder = builder
  }

  mutating func take(_ event: Event) throws(Beyond) {
    do throws(SyntaxError) { try builder.take(event) } catch { throw Beyond() }
  }

  // MARK: Lines

  func byte(at offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Whether a space, a break or the end of the text is there.
  func isBlank(at offset: Int) -> Bool {
    guard offset < bytes.count else { return true }
    return bytes[offset] == .space || bytes[offset] == .feed
  }

  mutating func skipSpaces() {
    while position < bytes.count, bytes[position] == .space { position += 1 }
  }

  mutating func skipToBreak() {
    while position < bytes.count, bytes[position] != .feed { position += 1 }
  }

  /// How far the position is behind the beginning of its line.
  var column: Int { position - lineStart }
  var isAtEnd: Bool { position == bytes.count }

  /// Whether nothing but a comment is left of the line.
  var isAtLineEnd: Bool {
    guard position < bytes.count else { return true }
    return bytes[position] == .feed
      || bytes[position] == UInt8(ascii: "#") && (position == 0 || isBlank(at: position - 1))
  }

  /// Moves to what the next line begins with that holds anything; nothing is to be left on this one.
  mutating func nextLine() throws(Beyond) {
    skipSpaces()
    guard isAtLineEnd else { throw Beyond() }
    while true {
      skipToBreak()
      guard position < bytes.count else { return }
      position += 1
      try beginLine()
      if !isAtLineEnd { return }
    }
  }

  /// Moves over the indentation of a line that begins here.
  mutating func beginLine() throws(Beyond) {
    lineStart = position
    skipSpaces()
    // A directive, or the end of a document.
    if column == 0, let first = byte(at: position) {
      guard first != UInt8(ascii: "%"), first != UInt8(ascii: ".") else { throw Beyond() }
    }
  }

  /// Begins a line of a text, in which no character has a meaning of its own.
  mutating func beginText() { lineStart = position }

  /// Whether a line begins a document.
  var isAtMark: Bool {
    column == 0 && position + 3 <= bytes.count && bytes[position] == UInt8(ascii: "-")
      && bytes[position + 1] == UInt8(ascii: "-") && bytes[position + 2] == UInt8(ascii: "-")
  }
}

// MARK: - Documents

extension SubsetReader {
  private mutating func readStream() throws(Beyond) {
    try beginLine()
    if isAtLineEnd { try nextLine() }
    while !isAtEnd { try readDocument() }
  }

  private mutating func readDocument() throws(Beyond) {
    if isAtMark {
      try take(.documentStart(ByteRange(position, position + 3)))
      position += 3
      guard isBlank(at: position) else { throw Beyond() }
      try nextLine()
      guard !isAtEnd, !isAtMark else { throw Beyond() }
    } else {
      try take(.documentStart(ByteRange(position, position)))
    }
    try readNode(inside: -1)
    guard isAtEnd || isAtMark else { throw Beyond() }
    try take(.documentEnd(ByteRange(position, position)))
  }

  /// Reads what begins here and moves to the line behind it.
  ///
  /// - Parameter indentation: that of the collection that the node is in.
  mutating func readNode(inside indentation: Int) throws(Beyond) {
    switch bytes[position] {
    case UInt8(ascii: "-") where isBlank(at: position + 1): try readSequence()
    case UInt8(ascii: "|"), UInt8(ascii: ">"): try readText(inside: indentation)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      try readBrackets()
      try nextLine()
    default:
      let indentation = column
      let scalar = try scalar()
      skipSpaces()
      if isAtColon { return try readMapping(at: indentation, firstKey: scalar) }
      try take(.scalar(scalar))
      try nextLine()
    }
  }
}

extension [UInt8] {
  /// Whether both readers take every character for the same: no control characters, no tabs, no
  /// breaks but line feeds, no marks of byte order, and all of it UTF-8.
  fileprivate var areReadAlike: Bool {
    var isASCII = true
    var index = 0
    while index < count {
      if span.isPlainText(at: index) {
        index += 8
        continue
      }
      let byte = self[index]
      defer { index += 1 }
      if byte < 0x80 {
        guard byte >= 0x20 && byte < 0x7F || byte == .feed else { return false }
        continue
      }
      isASCII = false
      let next = index + 1 < count ? self[index + 1] : 0
      switch byte {
      // C1 controls, NEL among them.
      case 0xC2 where next < 0xA0: return false
      // General punctuation, separators of lines and of paragraphs among it.
      case 0xE2 where next == 0x80 && index + 2 < count && (self[index + 2] | 1) == 0xA9:
        return false
      // Marks of byte order, and what is no character.
      case 0xEF where next >= 0xBB: return false
      default: break
      }
    }
    return isASCII || (try? UTF8Span(validating: span)) != nil
  }
}

extension Span<UInt8> {
  /// Whether the eight bytes at an offset are printed characters of ASCII and line feeds.
  ///
  /// All are looked at in one word, the topmost bit of each byte saying something of it; where there are
  /// fewer, the answer is no.
  fileprivate func isPlainText(at offset: Int) -> Bool {
    guard offset + 8 <= count else { return false }
    let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let (ones, tops) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
    let isNoControl = (word | tops) &- 0x20 &* ones
    let feeds = word ^ UInt64(UInt8.feed) &* ones
    let isNoFeed = (feeds & ~tops &+ 0x7F &* ones) | feeds
    let isDelete = word &+ ones
    return (word | isDelete | ~isNoControl & isNoFeed) & tops == 0
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
  static let feed = UInt8(ascii: "\n")
}
