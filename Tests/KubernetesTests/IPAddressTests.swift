import Kubernetes
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
}
