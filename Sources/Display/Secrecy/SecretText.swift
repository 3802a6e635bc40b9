/// Finds what is evidently secret in a text, by its form alone.
///
/// What it costs is linear in the text, whatever that holds.
struct SecretText {
  private let bytes: [UInt8]
  /// In the order of the text, none overlapping another.
  private var ranges: [Range<Int>] = []

  /// - Parameter readsAssignments: whether a name that says so, before `=` or `:`, makes a secret of
  ///   what follows. In a sentence it does not.
  init(_ text: String, readsAssignments: Bool) {
    bytes = Array(text.utf8)
    // Nothing that this finds is shorter.
    guard bytes.count > 3 else { return }
    for position in bytes.indices where position >= ranges.last?.upperBound ?? 0 {
      switch bytes[position] {
      case UInt8(ascii: "-"): findPrivateKey(at: position)
      case UInt8(ascii: ":"):
        if let password = URLPassword.range(in: bytes, at: position) { add(password) }
        if readsAssignments { findAssignment(at: position) }
      case UInt8(ascii: "="): if readsAssignments { findAssignment(at: position) }
      // What the tokens begin with.
      case UInt8(ascii: "A"), UInt8(ascii: "a"), UInt8(ascii: "e"),
        UInt8(ascii: "g"), UInt8(ascii: "r"), UInt8(ascii: "s"), UInt8(ascii: "x"):
        findToken(at: position)
      default: break
      }
    }
  }

  /// The secrets as they stand in the text.
  var secrets: [String] { ranges.map { String(decoding: bytes[$0], as: UTF8.self) } }

  /// The text with each secret replaced.
  func replacing(with standIn: (String) -> String) -> String {
    var result: [UInt8] = []
    var position = 0
    for range in ranges {
      result += bytes[position..<range.lowerBound]
      result += standIn(String(decoding: bytes[range], as: UTF8.self)).utf8
      position = range.upperBound
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }

  private func has(_ text: StaticString, at position: Int) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  private mutating func add(_ range: Range<Int>) {
    if !range.isEmpty { ranges.append(range) }
  }

  // MARK: Forms

  /// RFC 7468: a private key, to its end or to the end of the text.
  private mutating func findPrivateKey(at position: Int) {
    guard has("-----BEGIN ", at: position) else { return }
    let label = bytes[position...].dropFirst(11).prefix(64)
    guard let label = label.firstRange(of: Array("-----".utf8)),
      bytes[position..<label.lowerBound].suffix(11).elementsEqual("PRIVATE KEY".utf8)
    else { return }
    let end = bytes[label.upperBound...].firstRange(of: Array("-----END".utf8))
    let last = end.flatMap { bytes[$0.upperBound...].firstRange(of: Array("-----".utf8)) }
    add(position..<(last?.upperBound ?? bytes.count))
  }

  /// Tokens that their issuers mark as such.
  private static let tokens: [(prefix: StaticString, length: Int)] = [
    ("AKIA", 16), ("ASIA", 16), ("ghp_", 36), ("gho_", 36), ("ghu_", 36), ("ghs_", 36),
    ("ghr_", 36), ("github_pat_", 22), ("glpat-", 20), ("xoxb-", 10), ("xoxp-", 10), ("xoxa-", 10),
    ("xoxs-", 10), ("sk_live_", 16), ("rk_live_", 16), ("AIza", 35), ("eyJ", 24),
  ]

  private static let longestToken = 4096

  private mutating func findToken(at position: Int) {
    guard position == 0 || !bytes[position - 1].isTokenCharacter else { return }
    for (prefix, length) in Self.tokens where has(prefix, at: position) {
      let token = bytes[position...].prefix(Self.longestToken).prefix {
        $0.isTokenCharacter || $0 == UInt8(ascii: ".")
      }
      // A JSON Web Token has three parts, and a header that begins like this.
      let isWhole =
        token.count >= prefix.utf8CodeUnitCount + length
        && (token[position] != UInt8(ascii: "e") || token.count { $0 == UInt8(ascii: ".") } == 2)
      if isWhole { add(token.startIndex..<token.endIndex) }
    }
  }

  // MARK: Assignments

  /// The value that is given to a name that says so: `--password=x`, `api_key: x`, `"token":"x"`.
  private mutating func findAssignment(at separator: Int) {
    var end = separator
    while end > 0, " \t".utf8.contains(bytes[end - 1]) { end -= 1 }
    let isQuoted = end > 0 && "\"'".utf8.contains(bytes[end - 1])
    if isQuoted { end -= 1 }
    // Nobody's name is longer, and a long line is not to be read again for each of its marks.
    var start = end
    while start > 0, end - start < 128, bytes[start - 1].isNameCharacter { start -= 1 }
    guard start < end,
      SecretName.saysSo(String(decoding: bytes[start..<end], as: UTF8.self))
    else { return }
    addValue(after: separator, isQuoted: isQuoted)
  }

  private mutating func addValue(after separator: Int, isQuoted: Bool) {
    let isColon = bytes[separator] == UInt8(ascii: ":")
    var start = separator + 1
    while start < bytes.count, " \t".utf8.contains(bytes[start]) { start += 1 }
    guard start < bytes.count, !bytes[start...].prefix(1).isReference else { return }
    // YAML asks for a blank after the colon of a mapping; without one it is a path, a port, a time.
    if isColon, !isQuoted, start == separator + 1, !"\"'".utf8.contains(bytes[start]) { return }
    let value: ArraySlice<UInt8>
    if "\"'".utf8.contains(bytes[start]) {
      let quote = bytes[start]
      value = bytes[(start + 1)...].prefix { $0 != quote && $0 != UInt8(ascii: "\n") }
    } else if isColon {
      value = bytes[start...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    } else {
      value = bytes[start...].prefix { $0 > 0x20 && $0 != UInt8(ascii: "\"") }
    }
    if !value.isReference { add(value.startIndex..<value.endIndex) }
  }
}

extension ArraySlice<UInt8> {
  /// Whether the value says where a secret is kept, or nothing at all, instead of being one:
  /// `$(VAR)`, `${VAR}`, `{{ .Values.x }}`, `<password>`, `null`.
  package var isReference: Bool {
    guard let first else { return true }
    if "${<|>&*[".utf8.contains(first) { return true }
    return ["null", "~", "true", "false", "\"\"", "''"].contains { elementsEqual($0.utf8) }
  }
}

extension UInt8 {
  private var isAlphanumeric: Bool {
    let lowercased = self | 0x20
    return UInt8(ascii: "a") <= lowercased && lowercased <= UInt8(ascii: "z")
      || UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9")
  }

  fileprivate var isTokenCharacter: Bool {
    isAlphanumeric || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
  }

  fileprivate var isNameCharacter: Bool { isTokenCharacter || self == UInt8(ascii: ".") }
}
