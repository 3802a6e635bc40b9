import RegularExpression
import Values

/// What a value can be by its form alone, whatever it is called.
enum ValueForm: Sendable {
  /// It says where a secret is kept, or that there is none.
  case reference
  /// It waits for a secret to be put there: `changeme`.
  case placeholder
  /// A place, an address, a number, words: nothing that anybody keeps secret, but under the name of a
  /// password some of it may be one.
  case plain
  /// It may be a secret.
  case possible

  init(_ value: String) {
    let text = value.trimmed
    let bytes = Array(text.utf8)
    if bytes.count < 3 || Self.isReference(text, bytes) {
      self = .reference
    } else if Self.isPlaceholder(text) || Self.isSequence(text) {
      self = .placeholder
    } else if Self.isPlain(text, bytes) {
      self = .plain
    } else {
      self = .possible
    }
  }

  // MARK: References

  private static let references = [
    "ENC[", "vault:", "env:", "file:", "ref:", "ref+", "secret:", "ssm:", "arn:", "op://", "akv:",
    "gcpsm:", "awssm:", "sm://", "keyvault:", "kms:", "!vault", "os.environ", "process.env",
    "System.getenv",
  ]
  private static let nothing: Set<String> = [
    "null", "nil", "none", "true", "false", "yes", "no", "on", "off", "undefined", "disabled",
    "enabled", "required", "optional", "auto", "generated", "random", "string", "unset", "empty",
  ]
  /// Several templates write their variables like this.
  private static let templates = [
    ("{{", "}}"), ("${", "}"), ("$(", ")"), ("#{", "}"), ("%{", "}"), ("@{", "}"), ("<%", "%>"),
    ("((", "))"), ("$[", "]"),
  ]

  private static func isReference(_ text: String, _ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return true }
    switch first {
    case UInt8(ascii: "<"): return last == UInt8(ascii: ">")
    // A variable, but not the hash of a password.
    case UInt8(ascii: "$"):
      if bytes.dropFirst().allSatisfy(\.isWordCharacter) || text.hasPrefix("$$") { return true }
      if ["${", "$(", "$__"].contains(where: text.hasPrefix) { return true }
    case UInt8(ascii: "/"), UInt8(ascii: "~"): return isPath(text)
    case UInt8(ascii: "."): return text.hasPrefix("./") || text.hasPrefix("../")
    case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "_"):
      if bytes.count > 2, last == first { return true }
    default: break
    }
    if nothing.contains(text.lowercased()) { return true }
    // Masks, and rulers.
    if Set(bytes.map { $0 | 0x20 }).count == 1, !first.isDigit { return true }
    if bytes.allSatisfy({ "*xX.-_•".utf8.contains($0) }) { return true }
    if bytes.contains(where: { "{}()[]<%".utf8.contains($0) }),
      templates.contains(where: { text.contains($0.0) && text.contains($0.1) })
    {
      return true
    }
    if references.contains(where: text.hasPrefix) { return true }
    // The name of a variable: `POSTGRES_PASSWORD`.
    return bytes.contains(UInt8(ascii: "_"))
      && bytes.allSatisfy { $0 == UInt8(ascii: "_") || $0.isCapital }
  }

  private static func isPath(_ text: String) -> Bool {
    let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      part.utf8.allSatisfy { $0.isWordCharacter || ".-".utf8.contains($0) }
    } && !Randomness.isLikely(text)
  }

  // MARK: Placeholders

  private static let placeholderWords = LazyPattern(
    """
    (?i)change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|this|with)|(?:^|[^a-z])your[-_ ]|\
    insert[-_ ]|fill[-_ ]?in|(?:^|[^a-z])to-?do(?:$|[^a-z])|fixme|place[-_ ]?holder|example|dummy|\
    (?:^|[^a-z])sample|redacted|(?:^|[^a-z])fake|to[-_ ]?be[-_ ]?(?:set|replaced|defined|done)|\
    set[-_ ]?me|(?:^|[^a-z])enter[-_ ]|xxxx|^(?:my)?[-_]?(?:password|secret|token|apikey|api[-_]key)$|\
    goes[-_ ]here|not[-_]a[-_]
    """)

  static func isPlaceholder(_ text: String) -> Bool {
    placeholderWords.pattern?.matches(text) ?? false
  }

  /// `0123456789` and its like, which nobody draws.
  static func isSequence(_ text: String) -> Bool {
    guard text.utf8.count >= 10 else { return false }
    let lowered = text.lowercased()
    return ["0123456789", "1234567890", "abcdefghij", "deadbeefdeadbeef"].contains {
      lowered.contains($0)
    }
  }

  // MARK: Plain values

  private static func isPlain(_ text: String, _ bytes: [UInt8]) -> Bool {
    if bytes.allSatisfy({ $0.isDigit || ".:-+, ".utf8.contains($0) }) { return true }
    if text.contains("://") || text.contains("@sha256:") || text.hasPrefix("sha256:") {
      return true
    }
    if text.hasPrefix("-----BEGIN ") || text.hasPrefix("ssh-") { return true }
    if bytes.contains(UInt8(ascii: " ")) { return true }
    // Words and names, with punctuation between them.
    return bytes.allSatisfy { $0.isLowercaseLetter || "-._/:".utf8.contains($0) }
      || bytes.allSatisfy { $0.isCapital || "-._/:".utf8.contains($0) }
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String { String(trimming(\.isWhitespace)) }
}

extension UInt8 {
  var isCapital: Bool { isLetter && !isLowercaseLetter }
  var isWordCharacter: Bool { isAlphanumeric || self == UInt8(ascii: "_") }
  /// What names of keys, flags and variables are made of.
  var isNameCharacter: Bool {
    isWordCharacter || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
  }
}
