/// A grammar of names, with what the server says of a text that does not follow it.
///
/// Each grammar lists every fault of a text, in the server's order; a text without faults follows
/// the grammar.
package struct NameFormat: Sendable {
  /// Everything that is wrong with a text.
  package let faults: @Sendable (String) -> [String]

  /// Whether nothing is wrong with a text.
  package func matches(_ text: String) -> Bool { faults(text).isEmpty }

  /// The grammar of what a name begins with: it may end with a dash, since something follows.
  package var ofPrefix: NameFormat {
    NameFormat { [faults] text in
      faults(text.utf8.count > 1 && text.hasSuffix("-") ? text.dropLast(2) + "a" : text)
    }
  }

  /// A grammar that is decided by `faults` alone.
  package init(_ faults: @escaping @Sendable (String) -> [String]) { self.faults = faults }

  /// A grammar of at most `length` characters that `holds` decides, with one sentence for it.
  private init(
    length: Int?, unit: String = "characters", says message: String,
    _ holds: @escaping @Sendable (Span<UInt8>) -> Bool
  ) {
    self.init { text in
      let bytes = text.utf8.span
      var faults: [String] = []
      if let length, bytes.count > length {
        faults.append("must be no more than \(length) \(unit)")
      }
      if !holds(bytes) { faults.append(message) }
      return faults
    }
  }
}

extension NameFormat {
  /// RFC 1123 label: container names, namespaces.
  package static let dns1123Label = NameFormat { text in
    let bytes = text.utf8.span
    var faults: [String] = []
    if bytes.count > 63 { faults.append("must be no more than 63 characters") }
    guard !isLabel(bytes) else { return faults }
    guard !isSubdomain(bytes, label: isLabel) else { return faults + ["must not contain dots"] }
    return faults + [
      sentence(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
          + "and must start and end with an alphanumeric character",
        "[a-z0-9]([-a-z0-9]*[a-z0-9])?", "my-name", "123-abc")
    ]
  }

  /// RFC 1123 subdomain: most object names.
  package static let dns1123Subdomain = NameFormat(
    length: 253,
    says: sentence(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
        + "'.', and must start and end with an alphanumeric character", subdomainPattern,
      "example.com")
  ) { isSubdomain($0, label: isLabel) }

  /// RFC 1123 subdomain that may hold underscores: DNS search paths.
  package static let dns1123SubdomainWithUnderscore = NameFormat(
    length: 253,
    says: sentence(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', "
        + "'-' or '.', and must start and end with an alphanumeric character",
      "[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*", "example.com")
  ) { isSubdomain($0, label: Framing.labelWithUnderscore.holds) }

  /// RFC 1035 label: service names once, versions of admission reviews.
  package static let dns1035Label = NameFormat(
    length: 63,
    says: sentence(
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
        + "alphabetic character, and end with an alphanumeric character",
      "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123")
  ) { isLabel($0) && $0[0].isLowercaseLetter }

  /// A subdomain whose first label may be `*`: hosts of Ingress rules.
  package static let wildcardDNS1123Subdomain = NameFormat(
    length: nil,
    says: sentence(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "
        + "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "
        + "alphanumeric character", "\\*\\." + subdomainPattern, "*.example.com")
  ) { text in
    guard text.count >= 2, text[0] == UInt8(ascii: "*"), text[1] == UInt8(ascii: ".") else {
      return false
    }
    return isSubdomain(text.extracting(2...), label: isLabel)
  }

  /// The value of a label.
  package static let labelValue = NameFormat(
    length: 63, unit: "bytes",
    says: sentence(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
        + "'.', and must start and end with an alphanumeric character",
      "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", "MyValue", "my_value", "12345")
  ) { $0.isEmpty || Framing.name.holds($0) }

  /// The key of a label or annotation: `name` or `example.com/name`.
  package static let qualifiedName = NameFormat { text in
    if isQualifiedName(text) { return [] }
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    var faults: [String] = []
    var name = parts[0]
    switch parts.count {
    case 1: break
    case 2:
      name = parts[1]
      if parts[0].isEmpty {
        faults.append("prefix part must be non-empty")
      } else {
        faults += dns1123Subdomain.faults(parts[0]).map { "prefix part \($0)" }
      }
    default:
      return [
        sentence(
          "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must "
            + "start and end with an alphanumeric character", qualifiedNamePattern, "MyName",
          "my.name", "123-abc")
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
      ]
    }
    if name.isEmpty {
      faults.append("name part must be non-empty")
    } else if name.utf8.count > 63 {
      faults.append("name part must be no more than 63 bytes")
    }
    if !Framing.name.holds(name.utf8.span) {
      faults.append(
        "name part "
          + sentence(
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
              + "with an alphanumeric character", qualifiedNamePattern, "MyName", "my.name",
            "123-abc"))
    }
    return faults
  }

  /// The name of a port: at most 15 characters with a letter in it.
  package static let portName = NameFormat { text in
    let bytes = Array(text.utf8)
    var faults: [String] = []
    if bytes.count > 15 { faults.append("must be no more than 15 characters") }
    if !bytes.allSatisfy({ $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
      || bytes.isEmpty
    {
      faults.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    }
    if !bytes.contains(where: \.isLowercaseLetter) {
      faults.append("must contain at least one letter (a-z)")
    }
    if zip(bytes, bytes.dropFirst()).contains(where: {
      $0 == UInt8(ascii: "-") && $1 == UInt8(ascii: "-")
    }) {
      faults.append("must not contain consecutive hyphens")
    }
    if bytes.first == UInt8(ascii: "-") || bytes.last == UInt8(ascii: "-") {
      faults.append("must not begin or end with a hyphen")
    }
    return faults
  }

  /// The key of a ConfigMap or Secret, which becomes a file name.
  package static let configKey = NameFormat { text in
    var faults: [String] = []
    if text.utf8.count > 253 { faults.append("must be no more than 253 characters") }
    if text.isEmpty || !text.utf8.allSatisfy({ $0.isAlphanumeric || "-_.".utf8.contains($0) }) {
      faults.append(
        sentence(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name"))
    }
    if text == "." {
      faults.append("must not be '.'")
    } else if text == ".." {
      faults.append("must not be '..'")
    } else if text.hasPrefix("..") {
      faults.append("must not start with '..'")
    }
    return faults
  }

  /// The name of an environment variable, as 1.34 relaxed it.
  package static let environmentVariable = NameFormat { text in
    var faults: [String] = []
    let isPrintable = text.utf8.allSatisfy {
      (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "=")
    }
    if !isPrintable || text.isEmpty {
      faults.append(
        "a valid environment variable name must consist only of printable ASCII characters other "
          + "than '='")
    }
    return faults
  }

  /// The name of an HTTP header.
  package static let httpHeaderName = NameFormat { text in
    guard text.isEmpty || !text.utf8.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "-") })
    else { return [] }
    return [
      sentence(
        "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+",
        "X-Header-Name")
    ]
  }

  /// An identifier of C: names in older APIs.
  package static let cIdentifier = NameFormat { text in
    let bytes = Array(text.utf8)
    let isWord: (UInt8) -> Bool = { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }
    guard let first = bytes.first, isWord(first), !first.isDigit, bytes.allSatisfy(isWord) else {
      return [
        sentence(
          "a valid C identifier must start with alphabetic character or '_', followed by a string "
            + "of alphanumeric characters or '_'", "[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME",
          "MyName")
      ]
    }
    return []
  }

  /// A name that is one segment of a URL path: RBAC names.
  package static let pathSegment = NameFormat { text in
    if text == "." || text == ".." { return ["may not be '\(text)'"] }
    // What has neither byte has neither character, which is so of nearly all.
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }) else {
      return []
    }
    return ["/", "%"].filter(text.contains).map { "may not contain '\($0)'" }
  }
}

// MARK: - Characters

private let subdomainPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
private let qualifiedNamePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"

/// A fault with examples and the pattern, as the server words them.
private func sentence(_ rule: String, _ pattern: String, _ examples: String...) -> String {
  let list = examples.map { "'\($0)'" }.joined(separator: ",  or ")
  return "\(rule) (e.g. \(list), regex used for validation is '\(pattern)')"
}

/// Some of the characters of ASCII, told by one look.
private struct ASCIISet: Sendable {
  private let low: UInt64
  private let high: UInt64

  init(_ characters: String) {
    var (low, high): (UInt64, UInt64) = (0, 0)
    for byte in characters.utf8 {
      if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }
    (self.low, self.high) = (low, high)
  }

  private init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

  func union(_ other: ASCIISet) -> ASCIISet {
    ASCIISet(low: low | other.low, high: high | other.high)
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    if byte < 64 { return low >> UInt64(byte) & 1 != 0 }
    return byte < 128 && high >> UInt64(byte - 64) & 1 != 0
  }
}

/// Texts that begin and end with some characters and may hold further ones.
private struct Framing: Sendable {
  private let frame: ASCIISet
  private let all: ASCIISet

  init(by frame: ASCIISet, allowing inner: String) {
    self.frame = frame
    all = frame.union(ASCIISet(inner))
  }

  /// Whether a text is one of them; an empty one is not.
  func holds(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty, frame.contains(text[0]), frame.contains(text[text.count - 1]) else {
      return false
    }
    for index in text.indices where !all.contains(text[index]) { return false }
    return true
  }

  static let label = Framing(by: smallAlphanumeric, allowing: "-")
  static let labelWithUnderscore = Framing(
    by: smallAlphanumeric.union(ASCIISet("_")), allowing: "-")
  static let name = Framing(
    by: smallAlphanumeric.union(ASCIISet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), allowing: "-_.")

  private static let smallAlphanumeric = ASCIISet("abcdefghijklmnopqrstuvwxyz0123456789")
}

private func isLabel(_ text: Span<UInt8>) -> Bool { Framing.label.holds(text) }

private func isSubdomain(_ text: Span<UInt8>, label: (Span<UInt8>) -> Bool) -> Bool {
  var start = 0
  for index in text.indices where text[index] == UInt8(ascii: ".") {
    guard label(text.extracting(start..<index)) else { return false }
    start = index + 1
  }
  return label(text.extracting(start...))
}

/// Whether nothing is wrong with the key of a label, which is so of nearly all.
private func isQualifiedName(_ text: String) -> Bool {
  let bytes = text.utf8.span
  var start = 0
  if let slash = bytes.indices.first(where: { bytes[$0] == UInt8(ascii: "/") }) {
    guard slash <= 253, isSubdomain(bytes.extracting(..<slash), label: isLabel) else {
      return false
    }
    start = slash + 1
  }
  let name = bytes.extracting(start...)
  return name.count <= 63 && Framing.name.holds(name)
}
