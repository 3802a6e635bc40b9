/// Reads a template character by character, as Flux's `envsubst` does.
///
/// It works on bytes, since the language counts in them; what is no UTF-8 is a character of one byte.
struct TemplateScanner {
  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// One character: its code point, or nil where the byte is no UTF-8, and its width in bytes.
  struct Character {
    var scalar: Unicode.Scalar?
    var width: Int

    func isASCII(_ byte: UInt8) -> Bool { scalar.map { $0.value == UInt32(byte) } ?? false }
  }

  /// The character at an offset; nil at the end, which a NUL is too.
  func character(at offset: Int) -> Character? {
    guard offset < bytes.count, bytes[offset] != 0 else { return nil }
    let byte = bytes[offset]
    if byte < 0x80 { return Character(scalar: Unicode.Scalar(byte), width: 1) }
    var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
      return Character(scalar: nil, width: 1)
    }
    return Character(scalar: scalar, width: UTF8.width(scalar))
  }

  /// The next character, which is not taken.
  var next: Character? { character(at: position) }

  /// Whether the next character is this one.
  func isAt(_ byte: UInt8) -> Bool { next?.isASCII(byte) ?? false }

  /// Whether an expression begins here.
  var isAtExpression: Bool {
    isAt(UInt8(ascii: "$"))
      && character(at: position + 1)?.isASCII(UInt8(ascii: "{")) == true
  }

  /// Takes the next character where it is this one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard isAt(byte) else { return false }
    position += 1
    return true
  }

  /// Takes characters as long as they fulfil a condition, at most so many.
  mutating func take(
    atMost count: Int = .max, while condition: (Unicode.Scalar?) -> Bool
  ) -> [UInt8] {
    let start = position
    var taken = 0
    while taken < count, let next, condition(next.scalar) {
      position += next.width
      taken += 1
    }
    return Array(bytes[start..<position])
  }

  /// Takes text up to the next expression or the first character that ends it.
  ///
  /// - Parameters:
  ///   - end: the character that ends the text; nil for none.
  ///   - further: another one.
  ///   - escapes: the pairs of which only the second character counts, and ends nothing.
  mutating func takeText(
    until end: UInt8?, or further: UInt8? = nil, escapes: Escapes
  ) -> [UInt8] {
    var text: [UInt8] = []
    while let next, !isAtExpression {
      if let escaped = escaped(escapes) {
        text.append(escaped)
        position += 2
        continue
      }
      if let end, next.isASCII(end) { break }
      if let further, next.isASCII(further) { break }
      text += bytes[position..<position + next.width]
      position += next.width
    }
    return text
  }

  /// The pairs of characters that stand for their second one.
  struct Escapes: OptionSet {
    let rawValue: Int
    /// `$$`.
    static let dollar = Escapes(rawValue: 1)
    /// `\/` and `\\`.
    static let backslash = Escapes(rawValue: 2)
  }

  private func escaped(_ escapes: Escapes) -> UInt8? {
    guard position + 1 < bytes.count else { return nil }
    let following = bytes[position + 1]
    switch bytes[position] {
    case UInt8(ascii: "$") where escapes.contains(.dollar) && following == UInt8(ascii: "$"):
      return following
    case UInt8(ascii: "\\") where escapes.contains(.backslash):
      return following == UInt8(ascii: "/") || following == UInt8(ascii: "\\") ? following : nil
    default: return nil
    }
  }
}

extension Unicode.Scalar {
  /// Whether the character may stand in a variable's name: a letter or a decimal digit of any script,
  /// or `_`.
  var isNameCharacter: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: return true
    case 0..<0x80: return false
    default: break
    }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber:
      return true
    default: return false
    }
  }
}
