import Values

/// Writes scalars so that every reader sees the same text and the same type.
enum ScalarWriter {
  /// The ways to write `scalar` on one line, best first, in the manner of `style`.
  static func inline(_ scalar: Scalar, like style: ScalarStyle, inFlow: Bool) -> [String] {
    guard scalar.type == .string else { return [scalar.text.isEmpty ? "null" : scalar.text] }
    let preferred: String?
    switch style {
    case .plain, .literal, .folded: preferred = plain(scalar.text, inFlow: inFlow)
    case .singleQuoted: preferred = singleQuoted(scalar.text)
    case .doubleQuoted: preferred = nil
    }
    return (preferred.map { [$0] } ?? []) + [doubleQuoted(scalar.text)]
  }

  /// The text as a plain scalar, or nil where some reader would not take it for this string.
  private static func plain(_ text: String, inFlow: Bool) -> String? {
    guard let first = text.first, ScalarTypes(ofPlain: text) == .string,
      text.allSatisfy(isPrintable),
      !resemblesOtherType(text), first != " ", text.last != " ", text.last != ":"
    else { return nil }
    if "-?:,[]{}#&*!|>'\"%@`".contains(first) {
      // A dash begins a plain scalar when what follows is no space: `--flag`.
      guard first == "-", let next = text.dropFirst().first, next != " ", !text.hasPrefix("---")
      else { return nil }
    }
    if text == "=" || text == "<<" || text.hasPrefix("...") { return nil }
    let bytes = Array(text.utf8)
    for (byte, next) in zip(bytes, bytes.dropFirst()) {
      if byte == UInt8(ascii: ":"), next == UInt8(ascii: " ") { return nil }
      if byte == UInt8(ascii: " "), next == UInt8(ascii: "#") { return nil }
    }
    if inFlow, text.contains(where: { ",[]{}".contains($0) }) { return nil }
    return text
  }

  /// YAML 1.1's timestamps and numbers to the base of 60, which other readers resolve.
  private static func resemblesOtherType(_ text: String) -> Bool {
    guard let first = text.utf8.first,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        || first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
    else { return false }
    let digits = text.drop { $0 == "+" || $0 == "-" }
    let isBase60 =
      digits.contains(":") && digits.allSatisfy { $0.isWholeNumber || ":_.".contains($0) }
    let date = text.split(separator: "-", omittingEmptySubsequences: false)
    let isDate =
      date.count >= 3 && date[0].count == 4 && date[0].allSatisfy(\.isWholeNumber)
      && (1...2).contains(date[1].count) && date[1].allSatisfy(\.isWholeNumber)
      && date[2].first?.isWholeNumber == true
    return isBase60 || isDate
  }

  private static func singleQuoted(_ text: String) -> String? {
    guard text.allSatisfy(isPrintable) else { return nil }
    return "'"
      + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      + "'"
  }

  static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
      default: result += escaped(scalar.value)
      }
    }
    return result + "\""
  }

  private static func escaped(_ value: UInt32) -> String {
    let width = value <= 0xFF ? 2 : value <= 0xFFFF ? 4 : 8
    let letter = value <= 0xFF ? "x" : value <= 0xFFFF ? "u" : "U"
    return "\\" + letter + value.hexadecimal(width: width, uppercase: true)
  }

  private static func isPrintable(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy(isPrintable)
  }

  /// What may stand unescaped on one line: YAML 1.2 §5.1 without tab, breaks and byte order mark.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      true
    default: false
    }
  }
}

/// A string laid out over lines of its own, below a header.
struct BlockScalarText {
  /// `|` or `>` with its indicators.
  var header: String
  /// The lines below the header, indented.
  var lines: [String]
  /// Whether blank lines after the text belong to the value.
  var keepsBlankLines: Bool

  /// - Parameters:
  ///   - indent: how many spaces stand before each line.
  ///   - parentIndent: the indentation that an indicator counts from.
  /// - Returns: nil where this style cannot hold the text.
  init?(_ text: String, style: ScalarStyle, indent: Int, parentIndent: Int) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var newlines = 0
    while lines.last?.isEmpty == true {
      lines.removeLast()
      newlines += 1
    }
    guard let first = lines.first(where: { !$0.isEmpty }), indent > parentIndent,
      text.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || ScalarWriter.isPrintable($0) })
    else { return nil }
    if style == .folded {
      // A line that begins with white space is not folded, nor are the breaks around it.
      guard !lines.contains(where: { $0.first == " " || $0.first == "\t" }), lines.first != ""
      else {
        return nil
      }
      lines = Array(
        lines.enumerated().flatMap { index, line in
          index > 0 && !line.isEmpty ? [Substring(), line] : [line]
        })
    }
    header = style == .folded ? ">" : "|"
    if first.hasPrefix(" ") || lines.first?.isEmpty == true {
      guard (1...9).contains(indent - parentIndent) else { return nil }
      header += String(indent - parentIndent)
    }
    switch newlines {
    case 0: header += "-"
    case 1: break
    default:
      header += "+"
      lines += Array(repeating: Substring(), count: newlines - 1)
    }
    keepsBlankLines = newlines > 1
    let margin = String(repeating: " ", count: indent)
    self.lines = lines.map { $0.isEmpty ? "" : margin + $0 }
  }
}
