/// An address of IPv4 or IPv6.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// Four or sixteen bytes, the most significant first.
  package let bytes: [UInt8]

  package var isIPv4: Bool { bytes.count == 4 }

  /// Reads an address; an IPv4 part may have leading zeros, as the API server tolerates.
  package init?(_ text: String) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let bytes = Self.version6(text) else { return nil }
      // An IPv4 address that is mapped into IPv6 is the IPv4 address.
      let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
      self.bytes = isMapped ? Array(bytes[12...]) : bytes
    } else {
      guard let bytes = Self.version4(Substring(text)) else { return nil }
      self.bytes = bytes
    }
  }

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  private static func version4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard !part.isEmpty, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let value = UInt8(part)
      else { return nil }
      bytes.append(value)
    }
    return bytes
  }

  private static func version6(_ text: String) -> [UInt8]? {
    var head: [UInt8] = []
    var tail: [UInt8]?
    var groups = text.split(separator: ":", omittingEmptySubsequences: false)[...]
    // `::` makes empty groups: one inside, two at an end.
    if groups.first?.isEmpty == true {
      guard groups.count > 2, groups[groups.startIndex + 1].isEmpty else { return nil }
      groups = groups.dropFirst()
    }
    if groups.last?.isEmpty == true {
      guard groups.count > 1, groups[groups.endIndex - 2].isEmpty else { return nil }
      groups = groups.dropLast()
    }
    for (index, group) in groups.enumerated() {
      if group.isEmpty {
        guard tail == nil else { return nil }
        tail = []
        continue
      }
      let isLast = index == groups.count - 1
      guard let bytes = Self.group(group, isLast: isLast) else { return nil }
      if tail == nil { head += bytes } else { tail? += bytes }
    }
    guard let tail else { return head.count == 16 ? head : nil }
    let missing = 16 - head.count - tail.count
    return missing > 0 ? head + Array(repeating: 0, count: missing) + tail : nil
  }

  private static func group(_ group: Substring, isLast: Bool) -> [UInt8]? {
    if isLast, group.contains(".") { return version4(group) }
    guard group.utf8.count <= 4, group.utf8.allSatisfy(isHexadecimal),
      let value = UInt16(group, radix: 16)
    else { return nil }
    return [UInt8(value >> 8), UInt8(value & 255)]
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
  }

  /// Dotted decimals, or the canonical text of RFC 5952.
  package var description: String {
    if isIPv4 { return bytes.map(String.init).joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
    let run = Self.longestRunOfZeros(groups)
    func text(_ groups: ArraySlice<Int>) -> String {
      groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard run.count > 1 else { return text(groups[...]) }
    return "\(text(groups[..<run.lowerBound]))::\(text(groups[run.upperBound...]))"
  }

  private static func longestRunOfZeros(_ groups: [Int]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 }
      if index + 1 - start > longest.count { longest = start..<index + 1 }
    }
    return longest
  }

  package var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
  package var isLoopback: Bool {
    isIPv4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }
  package var isLinkLocal: Bool {
    isIPv4
      ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
  }
  package var isLinkLocalMulticast: Bool {
    isIPv4
      ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0
      : bytes[0] == 0xff && bytes[1] & 0x0f == 2
  }
}

/// A block of addresses, as `10.0.0.0/8`.
package struct CIDR: Sendable, Hashable, CustomStringConvertible {
  package let address: IPAddress
  package let prefixLength: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])), !parts[1].isEmpty,
      parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]),
      length <= address.bytes.count * 8
    else { return nil }
    self.address = address
    prefixLength = length
  }

  /// The block of one address.
  package init(_ address: IPAddress) {
    self.init(address: address, prefixLength: address.bytes.count * 8)
  }

  private init(address: IPAddress, prefixLength: Int) {
    self.address = address
    self.prefixLength = prefixLength
  }

  /// The block with the bits after the prefix cleared.
  package var network: CIDR {
    let bytes = address.bytes.enumerated().map { index, byte in byte & mask(of: index) }
    return CIDR(address: IPAddress(bytes: bytes), prefixLength: prefixLength)
  }

  /// The bits of a byte that belong to the prefix.
  private func mask(of index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: 0xff00 >> min(max(prefixLength - index * 8, 0), 8))
  }

  package var description: String { "\(address)/\(prefixLength)" }

  /// Whether an address lies in the block.
  package func contains(_ other: IPAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    for (index, byte) in address.bytes.enumerated()
    where (byte ^ other.bytes[index]) & mask(of: index) != 0 {
      return false
    }
    return true
  }
}
