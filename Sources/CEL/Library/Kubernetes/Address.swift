/// An IPv4 or IPv6 address.
struct Address: Hashable, Sendable {
  let isIPv4: Bool
  /// The address in the low 32 or all 128 bits.
  let bits: UInt128

  var bitCount: Int { isIPv4 ? 32 : 128 }

  /// Whether the address is an IPv4 address written as IPv6.
  var isMapped: Bool { !isIPv4 && bits >> 32 == 0xFFFF }

  /// The address with everything behind the first bits set to zero.
  func masked(_ length: Int) -> Address {
    let dropped = bitCount - length
    return Address(isIPv4: isIPv4, bits: dropped >= 128 ? 0 : (bits >> dropped) << dropped)
  }

  var isUnspecified: Bool { bits == 0 }
  var isLoopback: Bool { isIPv4 ? bits >> 24 == 127 : bits == 1 }
  var isMulticast: Bool { isIPv4 ? bits >> 28 == 0xE : bits >> 120 == 0xFF }
  var isLinkLocalMulticast: Bool {
    isIPv4 ? bits >> 8 == 0xE00000 : bits >> 112 & 0xFF0F == 0xFF02
  }
  var isLinkLocalUnicast: Bool {
    isIPv4 ? bits >> 16 == 0xA9FE : bits >> 118 == 0x3FA
  }
  var isGlobalUnicast: Bool {
    let isBroadcast = isIPv4 && bits == 0xFFFF_FFFF
    return !isBroadcast && !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
  }
}

extension Address: CustomStringConvertible {
  var description: String {
    if isIPv4 {
      return stride(from: 24, through: 0, by: -8).map { String(bits >> $0 & 0xFF) }
        .joined(separator: ".")
    }
    let groups = stride(from: 112, through: 0, by: -16).map { Int(bits >> $0 & 0xFFFF) }
    // The first longest run of at least two zeros becomes "::".
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start >= 2, end - start > best.count { best = start..<end }
      start = max(end, start + 1)
    }
    func text(_ groups: ArraySlice<Int>) -> String {
      groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard !best.isEmpty else { return text(groups[...]) }
    return "\(text(groups[..<best.lowerBound]))::\(text(groups[best.upperBound...]))"
  }
}

/// Reads addresses with the errors of Go's `net/netip`.
struct AddressParser {
  struct Failure: Error {
    let message: String
    /// The rest of the text where reading stopped.
    var place = ""

    func description(of text: String) -> String {
      let base = "ParseAddr(\(goQuoted(text))): \(message)"
      return place.isEmpty ? base : "\(base) (at \(goQuoted(place)))"
    }
  }

  /// The address and the zone behind a percent sign, which may be empty.
  static func parse(_ text: String) throws(Failure) -> (address: Address, zone: String) {
    let bytes = Array(text.utf8)
    switch bytes.first(where: { ".:%".utf8.contains($0) }) {
    case UInt8(ascii: "."): return (try parseIPv4(bytes), "")
    case UInt8(ascii: ":"): return try parseIPv6(bytes)
    case UInt8(ascii: "%"): throw Failure(message: "missing IPv6 address")
    default: throw Failure(message: "unable to parse IP")
    }
  }

  private static func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }

  private static func parseIPv4(_ bytes: [UInt8]) throws(Failure) -> Address {
    var value: UInt128 = 0
    var fieldCount = 0
    var field = 0
    var digitCount = 0
    for (index, byte) in bytes.enumerated() {
      if byte.isDigit {
        if digitCount == 1, field == 0 {
          throw Failure(message: "IPv4 field has octet with leading zero")
        }
        field = field * 10 + Int(byte - UInt8(ascii: "0"))
        digitCount += 1
        guard field <= 255 else { throw Failure(message: "IPv4 field has value >255") }
      } else if byte == UInt8(ascii: ".") {
        guard index > 0, index < bytes.count - 1, bytes[index - 1] != byte else {
          throw Failure(
            message: "IPv4 field must have at least one digit", place: text(bytes[index...]))
        }
        guard fieldCount < 3 else { throw Failure(message: "IPv4 address too long") }
        value = value << 8 | UInt128(field)
        fieldCount += 1
        field = 0
        digitCount = 0
      } else {
        throw Failure(message: "unexpected character", place: text(bytes[index...]))
      }
    }
    guard fieldCount == 3 else { throw Failure(message: "IPv4 address too short") }
    return Address(isIPv4: true, bits: value << 8 | UInt128(field))
  }

  private static func parseIPv6(
    _ bytes: [UInt8]
  ) throws(Failure) -> (address: Address, zone: String) {
    var rest = bytes[...]
    var zone = ""
    if let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
      zone = text(rest[(percent + 1)...])
      rest = rest[..<percent]
      guard !zone.isEmpty else { throw Failure(message: "zone must be a non-empty string") }
    }
    var groups: [UInt128] = []
    var ellipsis: Int?
    if rest.starts(with: "::".utf8) {
      ellipsis = 0
      rest = rest.dropFirst(2)
    }
    while !rest.isEmpty, groups.count < 8 {
      let digits = rest.prefix { $0.hexadecimalValue != nil }
      guard digits.count <= 4 else {
        throw Failure(message: "each group must have 4 or less digits", place: text(rest))
      }
      guard !digits.isEmpty else {
        throw Failure(
          message: "each colon-separated field must have at least one digit", place: text(rest))
      }
      if rest.dropFirst(digits.count).first == UInt8(ascii: ".") {
        groups += try embeddedIPv4(rest, after: groups.count, hasEllipsis: ellipsis != nil)
        rest = []
        break
      }
      groups.append(digits.reduce(0) { $0 << 4 | UInt128($1.hexadecimalValue ?? 0) })
      rest = rest.dropFirst(digits.count)
      guard !rest.isEmpty else { break }
      guard rest.first == UInt8(ascii: ":") else {
        throw Failure(message: "unexpected character, want colon", place: text(rest))
      }
      guard rest.count > 1 else {
        throw Failure(message: "colon must be followed by more characters", place: text(rest))
      }
      rest.removeFirst()
      if rest.first == UInt8(ascii: ":") {
        guard ellipsis == nil else {
          throw Failure(message: "multiple :: in address", place: text(rest))
        }
        ellipsis = groups.count
        rest.removeFirst()
      }
    }
    guard rest.isEmpty else {
      throw Failure(message: "trailing garbage after address", place: text(rest))
    }
    if let ellipsis {
      guard groups.count < 8 else {
        throw Failure(message: "the :: must expand to at least one field of zeros")
      }
      groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: ellipsis)
    }
    guard groups.count == 8 else { throw Failure(message: "address string too short") }
    return (Address(isIPv4: false, bits: groups.reduce(0) { $0 << 16 | $1 }), zone)
  }

  private static func embeddedIPv4(
    _ rest: ArraySlice<UInt8>, after count: Int, hasEllipsis: Bool
  ) throws(Failure) -> [UInt128] {
    guard hasEllipsis || count == 6 else {
      throw Failure(
        message: "embedded IPv4 address must replace the final 2 fields of the address",
        place: text(rest))
    }
    guard count <= 6 else {
      throw Failure(
        message: "too many hex fields to fit an embedded IPv4 at the end of the address",
        place: text(rest))
    }
    let address = try parseIPv4(Array(rest))
    return [address.bits >> 16, address.bits & 0xFFFF]
  }
}
