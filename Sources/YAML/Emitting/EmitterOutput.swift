import Values

/// The text being written, with the column and the indentation that decide where lines break.
struct EmitterOutput {
  /// Beyond this column, text breaks at its next single space.
  static let width = 80
  private static let indentation = 2

  var bytes: [UInt8] = []
  /// Counted in characters.
  private var column = 0
  private var level = -1
  private var levels: [Int] = []
  /// Whether the last character was white space.
  private var isBehindSpace = true
  /// Whether the line holds nothing but indentation and indicators so far.
  private(set) var isAtIndentation = true

  enum Step { case level, none }

  mutating func beginDocument() {
    column = 0
    level = -1
    levels = []
    isBehindSpace = true
    isAtIndentation = true
  }

  mutating func endDocument() { writeIndentation() }

  mutating func indent(by step: Step) {
    levels.append(level)
    if level < 0 { level = 0 } else if step == .level { level += Self.indentation }
  }

  mutating func unindent() { level = levels.removeLast() }

  /// Goes to the indentation of the current level, on a new line where need be.
  mutating func writeIndentation() {
    let target = max(level, 0)
    if !isAtIndentation || column > target || (column == target && !isBehindSpace) { breakLine() }
    while column < target { put(UInt8(ascii: " ")) }
    isBehindSpace = true
    isAtIndentation = true
  }

  mutating func writeIndicator(_ text: String, opensIndentation: Bool) {
    if !isBehindSpace { put(UInt8(ascii: " ")) }
    bytes += text.utf8
    column += text.utf8.count
    isBehindSpace = false
    isAtIndentation = isAtIndentation && opensIndentation
  }

  /// The colon right behind a key.
  mutating func writeColon() {
    put(UInt8(ascii: ":"))
    isBehindSpace = false
    isAtIndentation = false
  }

  mutating func writeEmpty(_ brackets: String) {
    writeIndicator(brackets, opensIndentation: false)
  }

  mutating func writePlain(_ text: String, mayBreak: Bool) {
    writePlain(Array(text.utf8), mayBreak: mayBreak)
  }

  mutating func write(string: ScalarAnalysis, isSimpleKey: Bool) {
    // The further lines of a scalar stand one level deeper.
    levels.append(level)
    level = max(level, 0) + Self.indentation
    defer { level = levels.removeLast() }
    switch string.style(isSimpleKey: isSimpleKey) {
    case .plain: writePlain(string.bytes, mayBreak: !isSimpleKey)
    case .singleQuoted: writeSingleQuoted(string.bytes, mayBreak: !isSimpleKey)
    case .literal, .folded: writeLiteral(string.bytes)
    case .doubleQuoted: writeDoubleQuoted(string.bytes, mayBreak: !isSimpleKey)
    }
  }

  private mutating func put(_ byte: UInt8) {
    bytes.append(byte)
    column += 1
  }

  private mutating func put(_ text: [UInt8], characterAt index: inout Int) {
    let end = index + YAMLCharacter.width(text[index])
    bytes += text[index..<end]
    column += 1
    index = end
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    column = 0
  }

  /// Copies a line break of any kind.
  private mutating func putBreak(_ text: [UInt8], at index: inout Int) {
    if text[index] == UInt8(ascii: "\n") {
      breakLine()
      index += 1
    } else {
      put(text, characterAt: &index)
      column = 0
    }
    isAtIndentation = true
  }
}

// MARK: - Styles

extension EmitterOutput {
  private mutating func writePlain(_ text: [UInt8], mayBreak: Bool) {
    if !isBehindSpace { put(UInt8(ascii: " ")) }
    writeFolding(text, mayBreak: mayBreak, inQuotes: false)
    isBehindSpace = false
    isAtIndentation = false
  }

  private mutating func writeSingleQuoted(_ text: [UInt8], mayBreak: Bool) {
    writeIndicator("'", opensIndentation: false)
    writeFolding(text, mayBreak: mayBreak, inQuotes: true)
    put(UInt8(ascii: "'"))
    isBehindSpace = false
    isAtIndentation = false
  }

  /// Writes text that breaks its lines at single spaces and doubles its line breaks.
  private mutating func writeFolding(_ text: [UInt8], mayBreak: Bool, inQuotes: Bool) {
    var isBehindSpaces = false
    var isBehindBreaks = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: " ") {
        let isInside = !inQuotes || (index > 0 && index < text.count - 1)
        if mayBreak, !isBehindSpaces, column > Self.width, isInside, !isSpace(text, index + 1) {
          writeIndentation()
          index += 1
        } else {
          put(text, characterAt: &index)
        }
        isBehindSpaces = true
      } else if YAMLCharacter.isBreak(text, index) {
        if !isBehindBreaks, byte == UInt8(ascii: "\n") { breakLine() }
        putBreak(text, at: &index)
        isBehindBreaks = true
      } else {
        if isBehindBreaks { writeIndentation() }
        if inQuotes, byte == UInt8(ascii: "'") { put(byte) }
        put(text, characterAt: &index)
        isAtIndentation = false
        isBehindSpaces = false
        isBehindBreaks = false
      }
    }
  }

  private func isSpace(_ text: [UInt8], _ index: Int) -> Bool {
    index < text.count && text[index] == UInt8(ascii: " ")
  }

  private mutating func writeDoubleQuoted(_ text: [UInt8], mayBreak: Bool) {
    writeIndicator("\"", opensIndentation: false)
    // go-yaml asks of each character whether the text begins with a byte order mark.
    let escapesAll = text.starts(with: [0xEF, 0xBB, 0xBF])
    var isBehindSpaces = false
    var index = 0
    while index < text.count {
      if escapesAll || mustEscape(text, index) {
        writeEscape(text, at: &index)
        isBehindSpaces = false
      } else if text[index] == UInt8(ascii: " ") {
        if mayBreak, !isBehindSpaces, column > Self.width, index > 0, index < text.count - 1 {
          writeIndentation()
          if isSpace(text, index + 1) { put(UInt8(ascii: "\\")) }
          index += 1
        } else {
          put(text, characterAt: &index)
        }
        isBehindSpaces = true
      } else {
        put(text, characterAt: &index)
        isBehindSpaces = false
      }
    }
    put(UInt8(ascii: "\""))
    isBehindSpace = false
    isAtIndentation = false
  }

  private func mustEscape(_ text: [UInt8], _ index: Int) -> Bool {
    text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "\\")
      || !YAMLCharacter.isPrintable(text, index) || YAMLCharacter.isBreak(text, index)
  }

  private mutating func writeEscape(_ text: [UInt8], at index: inout Int) {
    let end = index + YAMLCharacter.width(text[index])
    let value = String(decoding: text[index..<end], as: UTF8.self).unicodeScalars.first?.value ?? 0
    index = end
    put(UInt8(ascii: "\\"))
    if let letter = Self.escapeLetters[value] {
      put(letter)
      return
    }
    let (letter, width) =
      value <= 0xFF
      ? (UInt8(ascii: "x"), 2)
      : value <= 0xFFFF ? (UInt8(ascii: "u"), 4) : (UInt8(ascii: "U"), 8)
    put(letter)
    for digit in value.hexadecimal(width: width, uppercase: true).utf8 { put(digit) }
  }

  private static let escapeLetters: [UInt32: UInt8] = [
    0x00: UInt8(ascii: "0"), 0x07: UInt8(ascii: "a"), 0x08: UInt8(ascii: "b"),
    0x09: UInt8(ascii: "t"), 0x0A: UInt8(ascii: "n"), 0x0B: UInt8(ascii: "v"),
    0x0C: UInt8(ascii: "f"), 0x0D: UInt8(ascii: "r"), 0x1B: UInt8(ascii: "e"),
    0x22: UInt8(ascii: "\""), 0x5C: UInt8(ascii: "\\"), 0x85: UInt8(ascii: "N"),
    0xA0: UInt8(ascii: "_"), 0x2028: UInt8(ascii: "L"), 0x2029: UInt8(ascii: "P"),
  ]

  private mutating func writeLiteral(_ text: [UInt8]) {
    writeIndicator("|", opensIndentation: false)
    if text[0] == UInt8(ascii: " ") || YAMLCharacter.isBreak(text, 0) {
      put(UInt8(ascii: "0") + UInt8(Self.indentation))
    }
    if let chomping = chomping(of: text) { put(chomping) }
    breakLine()
    isAtIndentation = true
    isBehindSpace = true
    var isBehindBreaks = true
    var index = 0
    while index < text.count {
      if YAMLCharacter.isBreak(text, index) {
        putBreak(text, at: &index)
        isBehindBreaks = true
      } else {
        if isBehindBreaks { writeIndentation() }
        put(text, characterAt: &index)
        isAtIndentation = false
        isBehindBreaks = false
      }
    }
  }

  /// `-` where the text does not end with a line break, `+` where it ends with several or is one.
  private func chomping(of text: [UInt8]) -> UInt8? {
    let last = start(ofCharacterBefore: text.count, in: text)
    guard YAMLCharacter.isBreak(text, last) else { return UInt8(ascii: "-") }
    guard last > 0 else { return UInt8(ascii: "+") }
    let before = start(ofCharacterBefore: last, in: text)
    return YAMLCharacter.isBreak(text, before) ? UInt8(ascii: "+") : nil
  }

  private func start(ofCharacterBefore end: Int, in text: [UInt8]) -> Int {
    var index = end - 1
    while text[index] & 0xC0 == 0x80 { index -= 1 }
    return index
  }
}
