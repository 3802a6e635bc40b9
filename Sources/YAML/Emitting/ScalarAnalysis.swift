/// What a text allows: which styles can hold it, and whether it reads back as a string unquoted.
struct ScalarAnalysis {
  let bytes: [UInt8]
  private(set) var isMultiline = false
  private(set) var allowsPlain = true
  private(set) var allowsSingleQuotes = true
  private(set) var allowsBlock = true
  /// Whether the unquoted text would read back as a string.
  let readsAsString: Bool

  /// Nil where the text has characters that no YAML text may hold.
  init?(_ text: String) {
    bytes = Array(text.utf8)
    readsAsString = PlainText.readsAsString(bytes)
    guard !bytes.isEmpty else {
      allowsBlock = false
      return
    }
    var flags = Flags()
    guard scan(&flags) else { return nil }
    conclude(flags)
  }

  private struct Flags {
    var indicators = false
    var special = false
    var leadingSpace = false
    var leadingBreak = false
    var trailingSpace = false
    var trailingBreak = false
    var breakThenSpace = false
    var spaceThenBreak = false
  }

  /// Walks the characters; false where one is not allowed in any style.
  private mutating func scan(_ flags: inout Flags) -> Bool {
    flags.indicators =
      bytes.starts(with: [0x2D, 0x2D, 0x2D]) || bytes.starts(with: [0x2E, 0x2E, 0x2E])
    var isBehindBlank = true
    var previous = Previous.other
    var index = 0
    while index < bytes.count {
      let width = YAMLCharacter.width(bytes[index])
      let next = index + width
      let isBeforeBlank = next >= bytes.count || YAMLCharacter.isBlank(bytes[next])
      if isIndicator(at: index, isBehindBlank, isBeforeBlank) { flags.indicators = true }
      if !YAMLCharacter.isReadable(bytes, index) { return false }
      if !YAMLCharacter.isPrintable(bytes, index) { flags.special = true }
      if bytes[index] == UInt8(ascii: " ") {
        if index == 0 { flags.leadingSpace = true }
        if next == bytes.count { flags.trailingSpace = true }
        if previous == .lineBreak { flags.breakThenSpace = true }
        previous = .space
      } else if YAMLCharacter.isBreak(bytes, index) {
        isMultiline = true
        if index == 0 { flags.leadingBreak = true }
        if next == bytes.count { flags.trailingBreak = true }
        if previous == .space { flags.spaceThenBreak = true }
        previous = .lineBreak
      } else {
        previous = .other
      }
      isBehindBlank =
        YAMLCharacter.isBlank(bytes[index]) || YAMLCharacter.isBreak(bytes, index)
        || bytes[index] == 0
      index = next
    }
    return true
  }

  private enum Previous { case space, lineBreak, other }

  private func isIndicator(at index: Int, _ isBehindBlank: Bool, _ isBeforeBlank: Bool) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: "#"): index == 0 || isBehindBlank
    case UInt8(ascii: ":"): isBeforeBlank
    case UInt8(ascii: "?"), UInt8(ascii: "-"): index == 0 && isBeforeBlank
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"),
      UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""),
      UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      index == 0
    default: false
    }
  }

  private mutating func conclude(_ flags: Flags) {
    if flags.leadingSpace || flags.leadingBreak || flags.trailingSpace || flags.trailingBreak
      || isMultiline || flags.indicators
    {
      allowsPlain = false
    }
    if flags.trailingSpace { allowsBlock = false }
    if flags.breakThenSpace {
      allowsPlain = false
      allowsSingleQuotes = false
    }
    if flags.spaceThenBreak || flags.special {
      allowsPlain = false
      allowsSingleQuotes = false
      allowsBlock = false
    }
  }

  /// The style in which the text is written.
  func style(isSimpleKey: Bool) -> ScalarStyle {
    var style: ScalarStyle = .doubleQuoted
    if bytes.contains(UInt8(ascii: "\n")) {
      style = .literal
    } else if readsAsString {
      style = .plain
    }
    if isSimpleKey, isMultiline { style = .doubleQuoted }
    if style == .plain, !allowsPlain || (bytes.isEmpty && isSimpleKey) { style = .singleQuoted }
    if style == .singleQuoted, !allowsSingleQuotes { style = .doubleQuoted }
    if style == .literal, !allowsBlock || isSimpleKey { style = .doubleQuoted }
    return style
  }
}

/// The classes of characters that YAML's rules speak of, for UTF-8 text.
enum YAMLCharacter {
  static func width(_ lead: UInt8) -> Int {
    switch lead {
    case ..<0x80: 1
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  static func isBreak(_ bytes: [UInt8], _ index: Int) -> Bool {
    switch bytes[index] {
    case 0x0A, 0x0D: true
    case 0xC2: bytes[index + 1] == 0x85
    case 0xE2: bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8
    default: false
    }
  }

  /// Whether go-yaml writes the character as it is; characters beyond the basic plane are escaped.
  static func isPrintable(_ bytes: [UInt8], _ index: Int) -> Bool {
    switch bytes[index] {
    case 0x0A, 0x20...0x7E: true
    case 0xC2: bytes[index + 1] >= 0xA0
    case 0xC3..<0xED, 0xEE: true
    case 0xED: bytes[index + 1] < 0xA0
    case 0xEF:
      !(bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF)
        && !(bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE)
    default: false
    }
  }

  /// Whether the character survives the way through JSON, which escapes only those below U+0020.
  static func isReadable(_ bytes: [UInt8], _ index: Int) -> Bool {
    switch bytes[index] {
    case 0x7F: false
    case 0xC2: bytes[index + 1] >= 0xA0 || bytes[index + 1] == 0x85
    case 0xEF: !(bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE)
    default: true
    }
  }
}
