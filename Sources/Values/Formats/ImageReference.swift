/// The name of a container image: `registry.example.com/team/app:1.2@sha256:…`.
///
/// Follows the grammar of the distribution project as the API server uses it.
package struct ImageReference: Sendable, Hashable {
  /// The name without tag and digest, as it is written.
  package let name: String
  /// What follows the colon; nil where there is none.
  package let tag: String?
  /// What follows the at sign, with its algorithm; nil where there is none.
  package let digest: String?

  /// Reads a reference; nil for a text that the grammar refuses.
  package init?(_ text: String) {
    var rest = Substring(text)
    var digest: String?
    if let at = rest.firstIndex(of: "@") {
      let value = String(rest[rest.index(after: at)...])
      guard Self.isDigest(value) else { return nil }
      digest = value
      rest = rest[..<at]
    }
    var tag: String?
    let lastSlash = rest.lastIndex(of: "/") ?? rest.startIndex
    if let colon = rest[lastSlash...].lastIndex(of: ":") {
      let value = String(rest[rest.index(after: colon)...])
      guard Self.isTag(value) else { return nil }
      tag = value
      rest = rest[..<colon]
    }
    guard Self.isName(String(rest)) else { return nil }
    name = String(rest)
    self.tag = tag
    self.digest = digest
  }

  /// Whether the newest image is meant: tagged `latest`, or neither tagged nor pinned by digest.
  package var isLatest: Bool { tag == "latest" || (tag == nil && digest == nil) }

  private static func isName(_ name: String) -> Bool {
    var parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1, let first = parts.first,
      first.contains(where: { $0 == "." || $0 == ":" }) || first == "localhost"
        || first != first.lowercased()
    {
      guard isDomain(first) else { return false }
      parts.removeFirst()
    } else if parts.count == 1 {
      parts.insert("library", at: 0)
    }
    let isBareIdentifier = name.utf8.count == 64 && name.utf8.allSatisfy(isHexadecimal)
    let length = parts.reduce(parts.count - 1) { $0 + $1.utf8.count }
    return !isBareIdentifier && length <= 255 && parts.allSatisfy(isPathComponent)
  }

  /// A host with an optional port.
  private static func isDomain(_ domain: String) -> Bool {
    let parts = domain.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].isEmpty || !parts[1].utf8.allSatisfy(\.isDigit) { return false }
    guard parts.count <= 2 else { return false }
    return parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      guard let first = label.utf8.first, let last = label.utf8.last else { return false }
      return first.isAlphanumeric && last.isAlphanumeric
        && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
    }
  }

  /// Lower-case runs joined by `.`, `_`, `__` or hyphens.
  private static func isPathComponent(_ component: String) -> Bool {
    var separator: [UInt8] = []
    var afterRun = false
    for byte in component.utf8 {
      if byte.isDigit || byte.isLowercaseLetter {
        guard separator.isEmpty || (afterRun && isSeparator(separator)) else { return false }
        separator = []
        afterRun = true
      } else {
        separator.append(byte)
      }
    }
    return afterRun && separator.isEmpty
  }

  private static func isSeparator(_ bytes: [UInt8]) -> Bool {
    bytes == [UInt8(ascii: ".")] || bytes == [UInt8(ascii: "_")]
      || bytes == [UInt8(ascii: "_"), UInt8(ascii: "_")]
      || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
  }

  private static func isTag(_ tag: String) -> Bool {
    guard let first = tag.utf8.first, tag.utf8.count <= 128 else { return false }
    return (first.isAlphanumeric || first == UInt8(ascii: "_"))
      && tag.utf8.allSatisfy { $0.isAlphanumeric || "_.-".utf8.contains($0) }
  }

  /// An algorithm's name, a colon and at least 32 hexadecimal digits.
  private static func isDigest(_ digest: String) -> Bool {
    let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[0].utf8.first, first.isAlphanumeric else {
      return false
    }
    let lengths = ["sha256": 64, "sha384": 96, "sha512": 128]
    let length = parts[1].utf8.count
    return parts[0].utf8.allSatisfy { $0.isAlphanumeric || "+._-".utf8.contains($0) }
      && parts[1].utf8.allSatisfy(isHexadecimal)
      && lengths[String(parts[0])].map { $0 == length } ?? (length >= 32)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
