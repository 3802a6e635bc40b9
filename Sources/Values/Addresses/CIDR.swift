/// A block of addresses, as `10.0.0.0/8`.
package struct CIDR: Sendable, Hashable {
  /// Some address of the block, as it was written.
  package let address: IPAddress
  /// How many bits all addresses of the block share.
  package let prefixLength: Int

  private init(_ address: IPAddress, prefixLength: Int) {
    self.address = address
    self.prefixLength = prefixLength
  }

  /// The block of one address.
  package init(_ address: IPAddress) {
    self.init(address, prefixLength: address.bitCount)
  }

  /// The block with the bits after the prefix cleared.
  package var network: CIDR {
    CIDR(address.masked(to: prefixLength), prefixLength: prefixLength)
  }

  /// Whether an address lies in the block.
  package func contains(_ other: IPAddress) -> Bool {
    address.isIPv4 == other.isIPv4
      && address.masked(to: prefixLength) == other.masked(to: prefixLength)
  }

  /// Whether all addresses of a block lie in this one.
  package func contains(_ other: CIDR) -> Bool {
    prefixLength <= other.prefixLength && contains(other.address)
  }
}

extension CIDR: CustomStringConvertible {
  package var description: String { "\(address)/\(prefixLength)" }
}

// MARK: - Reading

extension CIDR {
  /// Reads a block as fields of the API have it, with the tolerance of ``IPAddress/init(_:)``.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = IPAddress(String(parts[0])), !parts[1].isEmpty,
      parts[1].utf8.allSatisfy(\.isDigit), let length = Int(parts[1]), length <= address.bitCount
    else { return nil }
    self.init(address, prefixLength: length)
  }

  /// Why a text is no block, as Go's net/netip says it.
  package struct ParsingError: Error, CustomStringConvertible {
    /// The sentence, with the text quoted.
    package let description: String

    fileprivate init(_ text: String, _ reason: String) {
      description = "netip.ParsePrefix(\(text.goQuoted)): \(reason)"
    }
  }

  /// The block, its address as it is written: netip.ParsePrefix.
  package static func parse(_ text: String) throws(ParsingError) -> CIDR {
    guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      throw ParsingError(text, "no '/'")
    }
    let address = try address(String(text[..<slash]), of: text)
    let bits = String(text[text.utf8.index(after: slash)...])
    let first = bits.utf8.first ?? 0
    guard first.isDigit, bits.utf8.count == 1 || first != UInt8(ascii: "0"),
      let length = Int(bits)
    else { throw ParsingError(text, "bad bits after slash: \(bits.goQuoted)") }
    guard length <= address.bitCount else {
      throw ParsingError(text, "prefix length out of range")
    }
    return CIDR(address, prefixLength: length)
  }

  private static func address(
    _ host: String, of text: String
  ) throws(ParsingError) -> IPAddress {
    let (address, zone): (IPAddress, String)
    do throws(IPAddress.ParsingError) { (address, zone) = try IPAddress.parse(host) } catch {
      throw ParsingError(text, error.description(of: host))
    }
    guard zone.isEmpty else {
      throw ParsingError(text, "IPv6 zones cannot be present in a prefix")
    }
    return address
  }
}
