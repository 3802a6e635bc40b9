import Diagnostics

/// Scalars on one line.
extension SubsetReader {
  /// Reads the scalar that begins here, up to what follows it.
  mutating func scalar(inBrackets: Bool = false) throws(Beyond) -> ScalarEvent {
    switch bytes[position] {
    case UInt8(ascii: "'"): try singleQuoted()
    case UInt8(ascii: "\""): try doubleQuoted()
    default: try plain(inBrackets)
    }
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private mutating func plain(_ inBrackets: Bool) throws(Beyond) -> ScalarEvent {
    let start = position
    try checkPlainStart(inBrackets)
    var end = start
    scan: while position < bytes.count {
      switch bytes[position] {
      case .feed: break scan
      case .space:
        position += 1
        continue scan
      case UInt8(ascii: ":"):
        if isBlank(at: position + 1) { break scan }
        if inBrackets, bytes[position + 1].isBracketOrComma { throw Beyond() }
      case UInt8(ascii: "#"): if bytes[position - 1] == .space { break scan }
      case let byte where inBrackets && byte.isBracketOrComma:
        // One that closes or separates; any other is left to libyaml.
        guard ",]}".utf8.contains(byte) else { throw Beyond() }
        break scan
      default: break
      }
      position += 1
      end = position
    }
    position = end
    return ScalarEvent(text(start..<end), .plain, ByteRange(start, end))
  }

  private func checkPlainStart(_ inBrackets: Bool) throws(Beyond) {
    switch bytes[position] {
    case UInt8(ascii: "-"):
      guard !isBlank(at: position + 1), !inBrackets || !bytes[position + 1].isBracketOrComma else {
        throw Beyond()
      }
    case let byte where byte.isIndicator: throw Beyond()
    default: break
    }
  }

  private mutating func singleQuoted() throws(Beyond) -> ScalarEvent {
    let start = position
    var text: [UInt8]?
    position += 1
    var part = position
    while true {
      guard let byte = byte(at: position), byte != .feed else { throw Beyond() }
      guard byte == UInt8(ascii: "'") else {
        position += 1
        continue
      }
      guard self.byte(at: position + 1) == UInt8(ascii: "'") else { break }
      text = (text ?? []) + bytes[part...position]
      position += 2
      part = position
    }
    return try quoted(.singleQuoted, from: start, text, part..<position)
  }

  private mutating func doubleQuoted() throws(Beyond) -> ScalarEvent {
    let start = position
    var text: [UInt8]?
    position += 1
    var part = position
    while true {
      guard let byte = byte(at: position), byte != .feed else { throw Beyond() }
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else {
        position += 1
        continue
      }
      let escaped: UInt8
      switch self.byte(at: position + 1) {
      case UInt8(ascii: "n"): escaped = .feed
      case UInt8(ascii: "t"): escaped = 0x09
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): escaped = bytes[position + 1]
      default: throw Beyond()
      }
      text = (text ?? []) + bytes[part..<position] + [escaped]
      position += 2
      part = position
    }
    return try quoted(.doubleQuoted, from: start, text, part..<position)
  }

  /// The scalar whose closing quote stands here.
  private mutating func quoted(
    _ style: ScalarStyle, from start: Int, _ text: [UInt8]?, _ rest: Range<Int>
  ) throws(Beyond) -> ScalarEvent {
    position += 1
    guard isBlank(at: position) || ":,]}".utf8.contains(bytes[position]) else { throw Beyond() }
    let content = text.map { String(decoding: $0 + bytes[rest], as: UTF8.self) } ?? self.text(rest)
    return ScalarEvent(content, style, ByteRange(start, position))
  }
}

extension ScalarEvent {
  init(_ text: String, _ style: ScalarStyle, _ range: ByteRange) {
    self.init(
      text: text, style: style, anchor: nil, tag: nil, start: range.lowerBound, range: range)
  }
}

extension UInt8 {
  /// Whether the byte has a meaning of its own inside brackets, or had one in older YAML.
  fileprivate var isBracketOrComma: Bool {
    switch self {
    case UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"):
      true
    default: false
    }
  }

  /// Whether no plain scalar begins with the byte.
  fileprivate var isIndicator: Bool {
    switch self {
    case UInt8(ascii: ":"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"),
      UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "%"),
      UInt8(ascii: "@"), UInt8(ascii: "`"), .feed:
      true
    default: isBracketOrComma
    }
  }
}
