import Values

/// Cuts source text into tokens.
struct Lexer {
  private let bytes: [UInt8]
  private var position = 0
  private var tokens: [Token] = []
  private(set) var errors: [CompileIssue] = []

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // Few texts have more tokens, and growing costs more than what is not needed.
    tokens.reserveCapacity(bytes.count / 3 + 2)
  }

  /// The tokens of `bytes`, the last an end, and what could not be read.
  static func tokens(of bytes: [UInt8]) -> (tokens: [Token], errors: [CompileIssue]) {
    var lexer = Lexer(bytes)
    while lexer.readToken() {}
    lexer.tokens.append(Token(kind: .end, start: bytes.count, end: bytes.count))
    return (lexer.tokens, lexer.errors)
  }

  private func byte(_ ahead: Int = 0) -> UInt8? {
    position + ahead < bytes.count ? bytes[position + ahead] : nil
  }

  /// Whether that stands at a place.
  private func has(_ text: StaticString, at start: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard start + count <= bytes.count else { return false }
    return text.withUTF8Buffer { $0.elementsEqual(bytes[start..<start + count]) }
  }

  private mutating func emit(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, start: start, end: position))
  }

  /// Reads one token or a stretch of space; false at the end.
  private mutating func readToken() -> Bool {
    guard let first = byte() else { return false }
    let start = position
    switch first {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), 0x0C:
      position += 1
    case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
      while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      readNumber()
    case UInt8(ascii: ".") where byte(1)?.isDigit == true:
      readNumber()
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      readString(.string, from: start)
    case UInt8(ascii: "`"):
      readEscapedIdentifier()
    default:
      if first.isIdentifierStart {
        readWord()
      } else {
        readPunctuation()
      }
    }
    return true
  }

  private mutating func readWord() {
    let start = position
    // A prefix of r, b or br in either case makes the following quote a raw or bytes literal.
    var ahead = 0
    var kind = Token.Kind.string
    if let letter = byte(ahead), letter | 0x20 == UInt8(ascii: "b") {
      kind = .bytes
      ahead += 1
    }
    if let letter = byte(ahead), letter | 0x20 == UInt8(ascii: "r") { ahead += 1 }
    if ahead > 0, let quote = byte(ahead), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    {
      position += ahead
      return readString(kind, from: start)
    }
    while let next = byte(), next.isIdentifierPart { position += 1 }
    emit(word(from: start), from: start)
  }

  /// What the word is that ends here: a name, unless the language has it for something else.
  private func word(from start: Int) -> Token.Kind {
    switch (position - start, bytes[start]) {
    case (4, UInt8(ascii: "t")) where has("true", at: start): .true
    case (5, UInt8(ascii: "f")) where has("false", at: start): .false
    case (4, UInt8(ascii: "n")) where has("null", at: start): .null
    case (2, UInt8(ascii: "i")) where has("in", at: start): .in
    default: .identifier
    }
  }

  private mutating func skipDigits() {
    while let next = byte(), next.isDigit { position += 1 }
  }

  private mutating func readNumber() {
    let start = position
    if has("0x", at: position), byte(2)?.hexadecimalValue != nil {
      position += 2
      while let next = byte(), next.hexadecimalValue != nil { position += 1 }
      return emit(takeUnsignedSuffix() ? .uint : .int, from: start)
    }
    skipDigits()
    var isDouble = false
    if byte() == UInt8(ascii: "."), byte(1)?.isDigit == true {
      isDouble = true
      position += 1
      skipDigits()
    }
    if let letter = byte(), letter | 0x20 == UInt8(ascii: "e") {
      let hasSign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
      if byte(hasSign ? 2 : 1)?.isDigit == true {
        isDouble = true
        position += hasSign ? 2 : 1
        skipDigits()
      }
    }
    if isDouble { return emit(.double, from: start) }
    emit(takeUnsignedSuffix() ? .uint : .int, from: start)
  }

  private mutating func takeUnsignedSuffix() -> Bool {
    guard let letter = byte(), letter | 0x20 == UInt8(ascii: "u") else { return false }
    position += 1
    return true
  }

  /// Reads from an opening quote on; `start` is where the literal's prefix began.
  private mutating func readString(_ kind: Token.Kind, from start: Int) {
    let isRaw = bytes[start..<position].contains { $0 | 0x20 == UInt8(ascii: "r") }
    let quote = bytes[position]
    let isLong = byte(1) == quote && byte(2) == quote
    position += isLong ? 3 : 1
    while let next = byte() {
      if next == quote, !isLong || (byte(1) == quote && byte(2) == quote) {
        position += isLong ? 3 : 1
        return emit(kind, from: start)
      }
      if !isLong, next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r") { break }
      if next == UInt8(ascii: "\\"), !isRaw {
        guard let length = escapeLength() else { break }
        position += length
      } else {
        position += 1
      }
    }
    refuse(from: start)
  }

  /// How many bytes the escape sequence here takes; nil when it is none.
  private func escapeLength() -> Int? {
    guard let letter = byte(1) else { return nil }
    let digits: Int
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      let octal = UInt8(ascii: "0")...UInt8(ascii: "7")
      guard let second = byte(2), octal.contains(second), let third = byte(3),
        octal.contains(third)
      else { return nil }
      return 4
    default:
      return "abfnrtv\"'\\?`".utf8.contains(letter) ? 2 : nil
    }
    guard (0..<digits).allSatisfy({ byte(2 + $0)?.hexadecimalValue != nil }) else { return nil }
    return 2 + digits
  }

  private mutating func readEscapedIdentifier() {
    let start = position
    position += 1
    while let next = byte(), next.isIdentifierStart || next.isDigit || "./- ".utf8.contains(next) {
      position += 1
    }
    guard byte() == UInt8(ascii: "`"), position > start + 1 else { return refuse(from: start) }
    position += 1
    emit(.escapedIdentifier, from: start)
  }

  private mutating func readPunctuation() {
    let start = position
    if let kind = doubleMark() {
      position += 2
      return emit(kind, from: start)
    }
    let mark = bytes[position]
    position += 1
    if let kind = Lexer.kind(of: mark) { return emit(kind, from: start) }
    while let next = byte(), next & 0b1100_0000 == 0b1000_0000 { position += 1 }
    refuse(from: start)
  }

  private mutating func refuse(from start: Int) {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    errors.append(CompileIssue(offset: start, message: .unrecognized(text)))
  }

  /// The operator that the next two bytes are; nil where they are none.
  private func doubleMark() -> Token.Kind? {
    switch (bytes[position], byte(1)) {
    case (UInt8(ascii: "="), UInt8(ascii: "=")): .equal
    case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessOrEqual
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterOrEqual
    case (UInt8(ascii: "&"), UInt8(ascii: "&")): .and
    case (UInt8(ascii: "|"), UInt8(ascii: "|")): .or
    default: nil
    }
  }

  private static func kind(of mark: UInt8) -> Token.Kind? {
    switch mark {
    case UInt8(ascii: "<"): .less
    case UInt8(ascii: ">"): .greater
    case UInt8(ascii: "["): .leftBracket
    case UInt8(ascii: "]"): .rightBracket
    case UInt8(ascii: "{"): .leftBrace
    case UInt8(ascii: "}"): .rightBrace
    case UInt8(ascii: "("): .leftParenthesis
    case UInt8(ascii: ")"): .rightParenthesis
    case UInt8(ascii: "."): .dot
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: "-"): .minus
    case UInt8(ascii: "!"): .exclamation
    case UInt8(ascii: "?"): .question
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "*"): .star
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "%"): .percent
    default: nil
    }
  }
}

extension String {
  fileprivate static func unrecognized(_ text: String) -> String {
    "Syntax error: token recognition error at: '\(text)'"
  }
}

extension UInt8 {
  var isIdentifierStart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  fileprivate var isIdentifierPart: Bool {
    isIdentifierStart || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }
}
