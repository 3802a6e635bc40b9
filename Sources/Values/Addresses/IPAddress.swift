/// An address of IPv4 or IPv6.
package struct IPAddress: Sendable, Hashable {
  /// Whether it has 32 bits; an IPv4 address that is mapped into IPv6 has 128.
  package let isIPv4: Bool
  /// The address in the low 32 or all 128 bits.
  package let bits: UInt128

  init(isIPv4: Bool, bits: UInt128) {
    self.isIPv4 = isIPv4
    self.bits = bits
  }

  /// 32 or 128.
  package var bitCount: Int { isIPv4 ? 32 : 128 }

  /// The address with everything behind the first bits set to zero.
  package func masked(to length: Int) -> IPAddress {
    let dropped = bitCount - length
    return IPAddress(isIPv4: isIPv4, bits: dropped >= 128 ? 0 : (bits >> dropped) << dropped)
  }

  /// Whether the address is an IPv4 address written as IPv6.
  package var isMapped: Bool { !isIPv4 && bits >> 32 == 0xFFFF }

  /// The IPv4 address that a mapped one stands for; any other as it is.
  package var unmapped: IPAddress {
    isMapped ? IPAddress(isIPv4: true, bits: bits & 0xFFFF_FFFF) : self
  }

  /// `0.0.0.0` or `::`.
  package var isUnspecified: Bool { bits == 0 }
  /// `127.0.0.0/8` or `::1`.
  package var isLoopback: Bool { isIPv4 ? bits >> 24 == 127 : bits == 1 }
  /// `224.0.0.0/4` or `ff00::/8`.
  package var isMulticast: Bool { isIPv4 ? bits >> 28 == 0xE : bits >> 120 == 0xFF }
  /// `224.0.0.0/24`, or `ff02::/16` with any flags.
  package var isLinkLocalMulticast: Bool {
    isIPv4 ? bits >> 8 == 0xE00000 : bits >> 112 & 0xFF0F == 0xFF02
  }
  /// `169.254.0.0/16` or `fe80::/10`.
  package var isLinkLocalUnicast: Bool {
    isIPv4 ? bits >> 16 == 0xA9FE : bits >> 118 == 0x3FA
  }
  /// Any address but these and IPv4's broadcast; private ones count, as in Go's net/netip.
  package var isGlobalUnicast: Bool {
    let isBroadcast = isIPv4 && bits == 0xFFFF_FFFF
    return !isBroadcast && !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimals, or the canonical text of RFC 5952.
  package var description: String {
    if isIPv4 {
      return stride(from: 24, through: 0, by: -8).map { String(bits >> $0 & 0xFF) }
        .joined(separator: ".")
    }
    let groups = stride(from: 112, through: 0, by: -16).map { bits >> $0 & 0xFFFF }
    let run = Self.longestRunOfZeros(groups)
    func text(_ groups: ArraySlice<UInt128>) -> String {
      groups.map { $0.hexadecimal() }.joined(separator: ":")
    }
    guard run.count > 1 else { return text(groups[...]) }
    return "\(text(groups[..<run.lowerBound]))::\(text(groups[run.upperBound...]))"
  }

  private static func longestRunOfZeros(_ groups: [UInt128]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 }
      if index + 1 - start > longest.count { longest = start..<index + 1 }
    }
    return longest
  }
}
