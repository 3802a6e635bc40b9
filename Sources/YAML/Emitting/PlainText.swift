/// What go-yaml 2 takes unquoted text for.
enum PlainText {
  /// Whether the text is a string and nothing else, base-60 numbers of YAML 1.1 included.
  static func readsAsString(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return false }
    switch first {
    case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"),
      UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"),
      UInt8(ascii: "o"), UInt8(ascii: "O"), UInt8(ascii: "~"):
      guard bytes.count <= 5 else { return true }
      return Schema.kubernetes.type(ofPlain: String(decoding: bytes, as: UTF8.self)) == .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      let text = String(decoding: bytes, as: UTF8.self)
      return Schema.kubernetes.type(ofPlain: text) == .string && ImplicitTimestamp(text) == nil
        && !isSexagesimal(bytes)
    case UInt8(ascii: "."):
      return Schema.kubernetes.type(ofPlain: String(decoding: bytes, as: UTF8.self)) == .string
    default: return true
    }
  }

  /// Whether the text is like `190:20:30.15`.
  ///
  ///     [-+]? digit (digit | '_')* ( ':' [0-5]? digit )+ ( '.' (digit | '_')* )?
  private static func isSexagesimal(_ bytes: [UInt8]) -> Bool {
    guard bytes.contains(UInt8(ascii: ":")) else { return false }
    var rest = bytes[...]
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    guard let first = rest.first, isDigit(first) else { return false }
    rest = rest.drop { isDigit($0) || $0 == UInt8(ascii: "_") }
    guard rest.first == UInt8(ascii: ":") else { return false }
    while rest.first == UInt8(ascii: ":") {
      let digits = rest.dropFirst().prefix(2).prefix(while: isDigit)
      switch digits.count {
      case 1: break
      case 2: guard digits[digits.startIndex] <= UInt8(ascii: "5") else { return false }
      default: return false
      }
      rest = rest.dropFirst(1 + digits.count)
    }
    guard rest.first == UInt8(ascii: ".") else { return rest.isEmpty }
    return rest.dropFirst().allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
