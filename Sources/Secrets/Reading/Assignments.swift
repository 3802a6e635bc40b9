import Display
import Values

/// What a line gives to names that speak of secrets: `PASSWORD=x`, `password: "x"`, `--token x`,
/// `<password>x</password>`, `<add key="password" value="x"/>`, `IDENTIFIED BY 'x'`.
struct Assignments {
  /// In the order of the line.
  private(set) var found: [Assignment] = []
  /// Where the last value ends: what is within it is no assignment of its own.
  private var end = 0
  private let bytes: [UInt8]
  private let line: Range<Int>

  struct Assignment {
    var claim: SecretName.Claim
    var name: String
    /// Where the value stands, without quotes.
    var value: Range<Int>
    var isQuoted: Bool
    /// Whether it is a parameter of a URL or of a connection string.
    var isInURL: Bool
  }

  init(in line: Range<Int>, of bytes: [UInt8]) {
    self.bytes = bytes
    self.line = line
    for position in line {
      switch bytes[position] {
      case UInt8(ascii: "="), UInt8(ascii: ":"): readAssignment(at: position)
      case UInt8(ascii: "-"): readFlag(at: position)
      case UInt8(ascii: ">"): readElement(at: position)
      case UInt8(ascii: "'"): readStatement(at: position)
      default: break
      }
    }
  }

  private mutating func add(
    _ name: ArraySlice<UInt8>, _ value: Range<Int>, isQuoted: Bool, isInURL: Bool = false
  ) {
    let claim = SecretName.claim(ofBytes: name)
    guard claim != .nothing, !value.isEmpty, value.lowerBound >= end else { return }
    end = value.upperBound
    found.append(
      Assignment(
        claim: claim, name: String(decoding: name, as: UTF8.self), value: value, isQuoted: isQuoted,
        isInURL: isInURL))
  }

  /// What stands behind a place, as far as a value may reach.
  private func reach(from start: Int) -> ArraySlice<UInt8> {
    bytes[start..<min(line.upperBound, start + Self.longest)]
  }

  /// No secret is longer that stands on a line under a name.
  private static let longest = 8192

  private mutating func readAssignment(at separator: Int) {
    guard separator >= end, let name = NameBefore(separator, in: bytes),
      name.range.lowerBound >= line.lowerBound
    else { return }
    if name.isOne(of: ["name", "key"], in: bytes) {
      readAttribute(after: separator)
      return
    }
    guard SecretName.claim(ofBytes: bytes[name.range]) != .nothing else { return }
    var start = separator + 1
    // `==`, `:=`, `=>` and `::` compare, define and name.
    if start < line.upperBound, "=:>~".utf8.contains(bytes[start]) {
      guard bytes[separator] == UInt8(ascii: ":"), bytes[start] == UInt8(ascii: "=") else { return }
      start += 1
    }
    let isColon = bytes[separator] == UInt8(ascii: ":")
    let isNameQuoted =
      name.range.upperBound < separator && "\"'".utf8.contains(bytes[name.range.upperBound])
    let afterMark = start
    while start < line.upperBound, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    guard start < line.upperBound else { return }
    // After a colon YAML and HTTP have a blank; without one it is a port, a path, a time.
    if isColon, start == afterMark, !isNameQuoted, !"\"'".utf8.contains(bytes[start]) { return }
    let before = name.range.lowerBound > line.lowerBound ? bytes[name.range.lowerBound - 1] : 0
    let isInURL = "?&;".utf8.contains(before)
    addValue(bytes[name.range], from: start, isInURL: isInURL)
  }

  private mutating func addValue(
    _ name: ArraySlice<UInt8>, from start: Int, isInURL: Bool = false
  ) {
    var start = start
    if bytes[start] == UInt8(ascii: "\\"), start + 1 < line.upperBound { start += 1 }
    let first = bytes[start]
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      let value = reach(from: start + 1).prefix {
        $0 != first && $0 != UInt8(ascii: "\\")
      }
      add(name, value.startIndex..<value.endIndex, isQuoted: true)
      return
    }
    let ends = isInURL ? "\"'&;<>#".utf8 : "\"'<>`".utf8
    var value = reach(from: start).prefix { $0 > 0x20 && !ends.contains($0) }
    while let last = value.last, ",;)}]".utf8.contains(last) { value.removeLast() }
    add(name, value.startIndex..<value.endIndex, isQuoted: false, isInURL: isInURL)
  }

  /// `--password x`; with `=` it is an assignment.
  private mutating func readFlag(at position: Int) {
    guard position >= end, position + 2 < line.upperBound, bytes[position + 1] == UInt8(ascii: "-"),
      position == line.lowerBound || !bytes[position - 1].isNameCharacter
    else { return }
    let flag = bytes[(position + 2)..<line.upperBound].prefix { $0.isNameCharacter }
    var start = flag.endIndex
    guard start < line.upperBound, bytes[start] == 0x20 else { return }
    while start < line.upperBound, bytes[start] == 0x20 { start += 1 }
    guard start < line.upperBound, bytes[start] != UInt8(ascii: "-") else { return }
    addValue(flag, from: start)
  }

  /// An element: `<password>x</password>`.
  private mutating func readElement(at close: Int) {
    guard close >= end, let name = NameBefore(close, in: bytes),
      name.range.lowerBound > line.lowerBound,
      bytes[name.range.lowerBound - 1] == UInt8(ascii: "<")
    else { return }
    let value = reach(from: close + 1).prefix { $0 != UInt8(ascii: "<") }
    guard value.endIndex < line.upperBound else { return }
    add(bytes[name.range], value.startIndex..<value.endIndex, isQuoted: true)
  }

  /// Attributes: `name="password" value="x"`.
  private mutating func readAttribute(after separator: Int) {
    func quoted(from start: Int) -> Range<Int>? {
      guard start < line.upperBound, "\"'".utf8.contains(bytes[start]) else { return nil }
      let quote = bytes[start]
      let text = reach(from: start + 1).prefix { $0 != quote }
      return text.startIndex..<text.endIndex
    }
    guard let name = quoted(from: separator + 1), name.upperBound < line.upperBound else { return }
    let rest = bytes[(name.upperBound + 1)..<line.upperBound].prefix(32)
    guard let mark = rest.firstRange(of: Array("value=".utf8)),
      let value = quoted(from: mark.upperBound)
    else { return }
    add(bytes[name], value, isQuoted: true)
  }

  /// SQL: `PASSWORD 'x'`, `IDENTIFIED BY 'x'`.
  private mutating func readStatement(at quote: Int) {
    let before = String(decoding: bytes[max(line.lowerBound, quote - 20)..<quote], as: UTF8.self)
      .uppercased()
    guard before.hasSuffix("PASSWORD ") || before.hasSuffix("IDENTIFIED BY ") else { return }
    let value = reach(from: quote + 1).prefix { $0 != UInt8(ascii: "'") }
    guard value.endIndex < line.upperBound else { return }
    add(Array("password".utf8)[...], value.startIndex..<value.endIndex, isQuoted: true)
  }
}

extension SecretName {
  /// What a name says of its value, of which most say nothing by not having any of the stems.
  static func likelyClaim(of name: String) -> Claim {
    SecretStem.isIn(name.utf8.span) ? claim(of: name) : .nothing
  }

  fileprivate static func claim(ofBytes name: ArraySlice<UInt8>) -> Claim {
    guard SecretStem.isIn(name.span) else { return .nothing }
    return claim(of: String(decoding: name, as: UTF8.self))
  }
}
