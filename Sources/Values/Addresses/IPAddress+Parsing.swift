extension IPAddress {
  /// Why a text is no address, as Go's net/netip says it.
  package struct ParsingError: Error {
    let message: String
    /// The rest of the text where reading stopped.
    var place = ""

    /// The sentence about `text`, which is the one that was read.
    package func description(of text: String) -> String {
      let base = "ParseAddr(\(text.goQuoted)): \(message)"
      return place.isEmpty ? base : "\(base) (at \(place.goQuoted))"
    }
  }

  /// Reads an address as fields of the API have it; nil for any other text.
  ///
  /// As the server tolerates, IPv4 may have leading zeros, and an IPv4 address that is mapped into
  /// IPv6 is the IPv4 address.
  package init?(_ text: String) {
    guard let (address, zone) = try? Reader(toleratesLeadingZeros: true).read(text), zone.isEmpty
    else { return nil }
    self = address.unmapped
  }

  /// The address, as it is written, and the zone behind a percent sign: netip.ParseAddr.
  package static func parse(
    _ text: String
  ) throws(ParsingError) -> (address: IPAddress, zone: String) {
    try Reader(toleratesLeadingZeros: false).read(text)
  }
}

private struct Reader {
  typealias Failure = IPAddress.ParsingError

  let toleratesLeadingZeros: Bool

  func read(_ text: String) throws(Failure) -> (address: IPAddress, zone: String) {
    let bytes = Array(text.utf8)
    switch bytes.first(where: { ".:%".utf8.contains($0) }) {
    case UInt8(ascii: "."): return (try version4(bytes), "")
    case UInt8(ascii: ":"): return try version6(bytes)
    case UInt8(ascii: "%"): throw Failure(message: "missing IPv6 address")
    default: throw Failure(message: "unable to parse IP")
    }
  }

  private func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: Array(bytes), as: UTF8.self)
  }

  private func version4(_ bytes: [UInt8]) throws(Failure) -> IPAddress {
    var value: UInt128 = 0
    var fieldCount = 0
    var field = 0
    var digitCount = 0
    for (index, byte) in bytes.enumerated() {
      if byte.isDigit {
        if digitCount == 1, field == 0, !toleratesLeadingZeros {
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
    return IPAddress(isIPv4: true, bits: value << 8 | UInt128(field))
  }

  private func version6(
    _ bytes: [UInt8]
  ) throws(Failure) -> (address: IPAddress, zone: String) {
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
        groups += try embeddedVersion4(rest, after: groups.count, hasEllipsis: ellipsis != nil)
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
    return (IPAddress(isIPv4: false, bits: groups.reduce(0) { $0 << 16 | $1 }), zone)
  }

  private func embeddedVersion4(
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
    let address = try version4(Array(rest))
    return [address.bits >> 16, address.bits & 0xFFFF]
  }
}
