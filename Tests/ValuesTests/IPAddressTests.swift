import Values
import Testing

struct IPAddressTests {
  @Test(arguments: [
    ("10.0.0.1", "10.0.0.1"), ("010.0.0.01", "10.0.0.1"), ("::", "::"), ("::1", "::1"),
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ("fe80::", "fe80::"), ("::ffff:1.2.3.4", "1.2.3.4"), ("64:ff9b::1.2.3.4", "64:ff9b::102:304"),
    ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"),
  ])
  func `an address has one canonical text`(text: String, canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.a", "1..2.3", ":", ":::", "1::2::3", "12345::",
    "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "g::", "::1.2.3", "1.2.3.4::", "+1.2.3.4",
    "fe80::1%lo",
  ])
  func `what is no address`(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
    ("0.0.0.0/0", "1.2.3.4", true), ("10.0.0.1/32", "10.0.0.2", false),
    ("2001:db8::/33", "2001:db8:7fff::", true), ("2001:db8::/33", "2001:db8:8000::", false),
    ("::/0", "1.2.3.4", false),
  ])
  func `a block contains the addresses of its prefix`(block: String, address: String, isIn: Bool)
    throws
  {
    #expect(try #require(CIDR(block)).contains(try #require(IPAddress(address))) == isIn)
  }

  @Test(arguments: [
    "10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "a/8", "1/2/3",
  ])
  func `what is no block`(text: String) {
    #expect(CIDR(text) == nil)
  }

  @Test func `a block's network has no bits after the prefix`() {
    #expect(CIDR("10.1.2.3/9")?.network.description == "10.0.0.0/9")
    #expect(CIDR("2001:db8:ffff::/33")?.network.description == "2001:db8:8000::/33")
  }

  @Test(arguments: [
    ("01.2.3.4", "ParseAddr(\"01.2.3.4\"): IPv4 field has octet with leading zero"),
    ("1.2.3.a", "ParseAddr(\"1.2.3.a\"): unexpected character (at \"a\")"),
    ("x", "ParseAddr(\"x\"): unable to parse IP"),
    ("1::2::3", "ParseAddr(\"1::2::3\"): multiple :: in address (at \":3\")"),
  ])
  func `a strict reader says what is wrong`(text: String, sentence: String) {
    let error = #expect(throws: IPAddress.ParsingError.self) { try IPAddress.parse(text) }
    #expect(error?.description(of: text) == sentence)
  }

  @Test func `a strict reader leaves a mapped address and a zone as they are`() throws {
    let (mapped, zone) = try IPAddress.parse("::ffff:1.2.3.4%eth0")
    #expect(mapped.isMapped && zone == "eth0")
    #expect(mapped.unmapped.description == "1.2.3.4")
  }

  @Test(arguments: [
    ("10.0.0.0", "no '/'"), ("10.0.0.0/08", "bad bits after slash: \"08\""),
    ("10.0.0.0/33", "prefix length out of range"),
    ("::1%lo/64", "IPv6 zones cannot be present in a prefix"),
    ("1.2.3/8", "ParseAddr(\"1.2.3\"): IPv4 address too short"),
  ])
  func `a strict reader of blocks says what is wrong`(text: String, reason: String) {
    let error = #expect(throws: CIDR.ParsingError.self) { try CIDR.parse(text) }
    #expect(error?.description == "netip.ParsePrefix(\"\(text)\"): \(reason)")
  }

  @Test func `a block contains the blocks of longer prefixes`() throws {
    let block = try CIDR.parse("10.0.0.0/8")
    #expect(block.contains(try CIDR.parse("10.1.0.0/16")))
    #expect(!block.contains(try CIDR.parse("0.0.0.0/0")))
  }

  @Test(
    arguments: [
      ("127.0.0.1", \IPAddress.isLoopback), ("::1", \.isLoopback), ("0.0.0.0", \.isUnspecified),
      ("224.0.0.1", \.isLinkLocalMulticast), ("ff02::1", \.isLinkLocalMulticast),
      ("169.254.1.1", \.isLinkLocalUnicast), ("fe80::1", \.isLinkLocalUnicast),
      ("ff0e::1", \.isMulticast), ("192.168.0.1", \.isGlobalUnicast),
    ] as [(String, any KeyPath<IPAddress, Bool> & Sendable)])
  func `an address knows its kind`(
    text: String, kind: any KeyPath<IPAddress, Bool> & Sendable
  ) throws {
    #expect(try #require(IPAddress(text))[keyPath: kind])
  }
}
