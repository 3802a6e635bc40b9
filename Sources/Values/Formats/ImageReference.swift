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
    let bytes = Array(text.utf8)
    var rest = bytes[...]
    var digest: String?
    if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
      let value = String(decoding: rest[(at + 1)...], as: UTF8.self)
      guard Self.isDigest(value) else { return nil }
      digest = value
      rest = rest[..<at]
    }
    var tag: String?
    let lastSlash = rest.lastIndex(of: UInt8(ascii: "/")) ?? rest.startIndex
    if let colon = rest[lastSlash...].lastIndex(of: UInt8(ascii: ":")) {
      let value = String(decoding: rest[(colon + 1)...], as: UTF8.self)
      guard Self.isTag(value) else { return nil }
      tag = value
      rest = rest[..<colon]
    }
    guard Self.isName(rest) else { return nil }
    name = String(decoding: rest, as: UTF8.self)
    self.tag = tag
    self.digest = digest
  }

  /// Whether the newest image is meant: tagged `latest`, or neither tagged nor pinned by digest.
  package var isLatest: Bool { tag == "latest" || (tag == nil && digest == nil) }

  private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
    var parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.count > 1, isWrittenAsDomain(parts[0]) {
      guard isDomain(parts[0]) else { return false }
      parts.removeFirst()
    } else if parts.count == 1 {
      parts.insert(Array("library".utf8)[...], at: 0)
    }
    let isBareIdentifier = name.count == 64 && name.allSatisfy(isHexadecimal)
    let length = parts.reduce(parts.count - 1) { $0 + $1.count }
    return !isBareIdentifier && length <= 255 && parts.allSatisfy(isPathComponent)
  }

  /// Whether the first part of a name is the host of a registry, and not a directory.
  private static func isWrittenAsDomain(_ part: ArraySlice<UInt8>) -> Bool {
    part.elementsEqual("localhost".utf8)
      || part.contains {
        $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0.isLetter && !$0.isLowercaseLetter
      }
  }

  /// A host with an optional port.
  private static func isDomain(_ domain: ArraySlice<UInt8>) -> Bool {
    let parts = domain.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].isEmpty || !parts[1].allSatisfy(\.isDigit) { return false }
    guard parts.count <= 2 else { return false }
    let labels = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      guard let first = label.first, let last = label.last else { return false }
      return first.isAlphanumeric && last.isAlphanumeric
        && label.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
    }
  }

  /// Lower-case runs joined by `.`, `_`, `__` or hyphens.
  private static func isPathComponent(_ component: ArraySlice<UInt8>) -> Bool {
    var end = component.startIndex
    for index in component.indices
    where component[index].isDigit || component[index].isLowercaseLetter {
      guard index == end || end > component.startIndex && isSeparator(component[end..<index]) else {
        return false
      }
      end = index + 1
    }
    return !component.isEmpty && end == component.endIndex
  }

  private static func isSeparator(_ bytes: ArraySlice<UInt8>) -> Bool {
    switch bytes.count {
    case 1 where bytes.first == UInt8(ascii: "."): true
    case 1...2 where bytes.allSatisfy { $0 == UInt8(ascii: "_") }: true
    default: bytes.allSatisfy { $0 == UInt8(ascii: "-") }
    }
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
