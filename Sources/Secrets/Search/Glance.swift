import Display
import Values

/// What one pass over a text says of it: whether a secret may stand there, and where to look.
///
/// Most files hold none, and for them this is all that is done: no pattern is compiled and nothing is
/// parsed. It may point at what is none; it passes over nothing that is one.
struct Glance {
  /// The lines that have the mark of a token.
  private(set) var markedLines: [Range<Int>] = []
  /// Where `-----BEGIN ` stands.
  private(set) var keys: [Int] = []
  /// Where `://` stands before a user's name.
  private(set) var authorities: [Int] = []
  /// Where the id of an AWS key stands.
  private(set) var accessKeys: [Int] = []
  /// Whether a name, or the structure, makes it likely that something is secret.
  private(set) var asksForStructure = false

  var isEmpty: Bool {
    markedLines.isEmpty && keys.isEmpty && authorities.isEmpty && accessKeys.isEmpty
      && !asksForStructure
  }

  init(_ bytes: [UInt8]) {
    let table = MarkTable.standard
    var run = EncodedRun()
    for position in bytes.indices {
      let byte = bytes[position]
      run.add(byte)
      if run.isLikely { asksForStructure = true }
      if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ">") {
        lookAtAssignment(bytes, position)
      } else if byte == UInt8(ascii: "-") {
        lookAtDash(bytes, position)
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "p") {
        lookAtWord(bytes, position)
      } else if byte == UInt8(ascii: "A"), Self.isAccessKey(bytes, position) {
        accessKeys.append(position)
      }
      if table.hasMark(beginningWith: byte), table.marks(bytes, at: position) {
        markLine(bytes, position)
      }
    }
  }

  private mutating func markLine(_ bytes: [UInt8], _ position: Int) {
    guard position >= markedLines.last?.upperBound ?? 0 else { return }
    let feed = UInt8(ascii: "\n")
    let start = bytes[..<position].lastIndex(of: feed).map { $0 + 1 } ?? 0
    let end = bytes[position...].firstIndex(of: feed) ?? bytes.count
    markedLines.append(start..<end)
  }

  /// `AKIA…`, `ASIA…`: the id that goes with a secret key, and is none.
  static func isAccessKey(_ text: String) -> Bool {
    text.utf8.count == 20 && isAccessKey(Array(text.utf8), 0)
  }

  private static func isAccessKey(_ bytes: [UInt8], _ position: Int) -> Bool {
    let id = bytes[position...].prefix(20)
    return id.count == 20 && (id.starts(with: "AKIA".utf8) || id.starts(with: "ASIA".utf8))
      && id.allSatisfy { $0.isCapital || $0.isDigit }
  }

  // MARK: Names

  private mutating func lookAtAssignment(_ bytes: [UInt8], _ separator: Int) {
    if bytes[separator] == UInt8(ascii: ":"), separator + 2 < bytes.count,
      bytes[separator + 1] == UInt8(ascii: "/"), bytes[separator + 2] == UInt8(ascii: "/")
    {
      if URLPassword.range(in: bytes, at: separator) != nil { authorities.append(separator) }
      return
    }
    guard !asksForStructure, let name = NameBefore(separator, in: bytes) else { return }
    switch NameSort(of: name, in: bytes) {
    case .structure: asksForStructure = true
    case .kind: asksForStructure = Self.value(in: bytes, after: separator).saysSecret
    case .label:
      let word = Self.value(in: bytes, after: separator).drop(while: \.isQuote)
        .prefix { !$0.endsLabel }
      let stem = word.suffix(64)
      if SecretStem.isIn(stem.span),
        SecretName.saysSo(
          String(decoding: stem.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)),
        hasValueNear(bytes, separator)
      {
        asksForStructure = true
      }
    case .other:
      if SecretStem.isIn(bytes.span.extracting(name.range)),
        SecretName.saysSo(name.text(in: bytes)),
        Self.value(in: bytes, after: separator).mayBeSecret
      {
        asksForStructure = true
      }
    }
  }

  /// What stands behind a mark of assignment, as far as is looked.
  private static func value(in bytes: [UInt8], after separator: Int) -> ArraySlice<UInt8> {
    bytes[(separator + 1)...].prefix(512).drop { $0 == 0x20 || $0 == 0x09 }
  }

  /// What a name says by being one of a few.
  private enum NameSort {
    /// It holds values whose keys need not say anything.
    case structure
    case kind
    /// It names the value beside it.
    case label
    case other

    init(of name: NameBefore, in bytes: [UInt8]) {
      self =
        switch name.range.count {
        case 2 where name.isOne(of: ["op"], in: bytes): .label
        case 3 where name.isOne(of: ["key"], in: bytes): .label
        case 4 where name.isOne(of: ["name", "path"], in: bytes): .label
        case 4 where name.isOne(of: ["kind"], in: bytes): .kind
        case 5 where name.isOne(of: ["auths"], in: bytes): .structure
        case 10 where name.isOne(of: ["binaryData"], in: bytes): .structure
        case 15 where name.isOne(of: ["secretGenerator"], in: bytes): .structure
        default: .other
        }
    }
  }

  /// Whether `value` is a key beside the name that ends at `separator`: on the lines around it.
  private func hasValueNear(_ bytes: [UInt8], _ separator: Int) -> Bool {
    let window = max(0, separator - 200)..<min(bytes.count, separator + 300)
    return window.contains { position in
      guard bytes[position] == UInt8(ascii: "v"), bytes[position...].starts(with: "value".utf8),
        position + 5 < bytes.count
      else { return false }
      return ":=\"'\\ ".utf8.contains(bytes[position + 5])
    }
  }

  /// `PASSWORD 'x'` of SQL, and `password x` of netrc.
  private mutating func lookAtWord(_ bytes: [UInt8], _ position: Int) {
    guard !asksForStructure, position > 3, bytes[position - 1] == 0x20 else { return }
    if bytes[position] == UInt8(ascii: "'") {
      let before = bytes[max(0, position - 14)..<position - 1].map { $0 & 0xDF }
      asksForStructure =
        before.suffix(8).elementsEqual("PASSWORD".utf8) || before.suffix(2).elementsEqual("BY".utf8)
    } else {
      asksForStructure = bytes[position...].starts(with: "password ".utf8)
    }
  }

  private mutating func lookAtDash(_ bytes: [UInt8], _ position: Int) {
    guard position + 2 < bytes.count, bytes[position + 1] == UInt8(ascii: "-") else { return }
    if bytes[position...].starts(with: "-----BEGIN ".utf8) {
      keys.append(position)
    } else if !asksForStructure, position == 0 || !bytes[position - 1].isNameCharacter {
      // A flag whose value is the next word, or the next argument.
      let flag = bytes[(position + 2)...].prefix(64).prefix { $0.isNameCharacter }
      if SecretStem.isIn(flag.span), SecretName.saysSo(String(decoding: flag, as: UTF8.self)) {
        asksForStructure = true
      }
    }
  }
}

/// A name that stands before a mark of assignment.
struct NameBefore {
  /// Where the name stands.
  let range: Range<Int>

  /// Nil where no name ends there.
  init?(_ separator: Int, in bytes: [UInt8]) {
    var end = separator
    while end > 0, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    if end > 0, bytes[end - 1].isQuote {
      end -= 1
      // In a text within a text the quotes are escaped.
      if end > 0, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
    }
    var start = end
    while start > 0, end - start < 128, bytes[start - 1].isNameCharacter { start -= 1 }
    guard start < end else { return nil }
    range = start..<end
  }

  func text(in bytes: [UInt8]) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func isOne(of names: [StaticString], in bytes: [UInt8]) -> Bool {
    names.contains { name in
      guard name.utf8CodeUnitCount == range.count else { return false }
      return name.withUTF8Buffer { bytes[range].elementsEqual($0) }
    }
  }
}

/// Pieces of words without which no name speaks of a secret; told faster than words are.
enum SecretStem {
  /// The pieces by the letter that they begin with, at its place in the alphabet.
  private static let stems: [[[UInt8]]] = {
    var result = [[[UInt8]]](repeating: [], count: 32)
    for stem in [
      "pass", "pwd", "secret", "token", "key", "cred", "dsn", "connection", "dockerconfig",
    ] {
      let bytes = Array(stem.utf8)
      result[Int(bytes[0] & 31)].append(bytes)
    }
    return result
  }()

  static func isIn(_ name: Span<UInt8>) -> Bool {
    for position in name.indices where name[position].beginsStem {
      for stem in stems[Int(name[position] & 31)] where position + stem.count <= name.count {
        var length = 0
        while length < stem.count, name[position + length] | 0x20 == stem[length] { length += 1 }
        if length == stem.count { return true }
      }
    }
    return false
  }
}

/// A run of characters of Base64, as long as an encoded text would be.
private struct EncodedRun {
  private var length = 0
  private var sorts: UInt8 = 0

  /// Long enough, and of small letters, capitals and digits; a digest or a word is not.
  var isLikely: Bool { length >= 24 && sorts == 7 }

  mutating func add(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): sorts |= 1
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): sorts |= 2
    case UInt8(ascii: "0")...UInt8(ascii: "9"): sorts |= 4
    case UInt8(ascii: "+"), UInt8(ascii: "/"): break
    default:
      length = 0
      sorts = 0
      return
    }
    length += 1
  }
}

extension UInt8 {
  fileprivate var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }

  /// Whether a piece of a word that speaks of a secret may begin with the letter.
  fileprivate var beginsStem: Bool {
    switch self | 0x20 {
    case UInt8(ascii: "p"), UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "k"),
      UInt8(ascii: "c"), UInt8(ascii: "d"):
      isLetter
    default: false
    }
  }

  /// Whether what names a value beside it goes no further.
  fileprivate var endsLabel: Bool {
    switch self {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ","), UInt8(ascii: "}"): true
    default: isQuote
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate var saysSecret: Bool {
    drop(while: \.isQuote).prefix(6).elementsEqual("Secret".utf8)
      && dropFirst(6).first.map { !$0.isWordCharacter } ?? true
  }

  /// Whether something stands on the line that may be a secret.
  fileprivate var mayBeSecret: Bool {
    guard let first else { return false }
    // A block of text follows, or text in quotes; a reference and an end of line do not.
    if "|>\"'".utf8.contains(first) { return true }
    return first > 0x20 && first != UInt8(ascii: ",") && (!isReference || starts(with: "$2".utf8))
  }
}
