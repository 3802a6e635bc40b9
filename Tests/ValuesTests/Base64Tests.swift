import Values
import Testing

struct Base64Tests {
  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
  func `Base64 goes both ways`(text: String, encoded: String) {
    #expect(Base64.encode(Array(text.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(text.utf8))
  }

  @Test(arguments: [
    ("x", 0), ("with space", 4), ("a/b/c", 4), ("70000", 4), ("1Gi", 0), ("a.b", 1), ("UPPER", 4),
    ("-1", 0), ("trail-", 5), ("a=b", 1), ("ab=c", 2), ("ab==c", 4), ("10.0.0.0", 2), (" ", 0),
  ])
  func `the byte that breaks Base64 is told`(text: String, offset: Int) {
    #expect(Base64.fault(in: text) == offset)
    #expect(Base64.decode(text) == nil)
  }

  @Test func `line breaks inside Base64 are ignored`() {
    #expect(Base64.decode("Zm\n9v\r\n") == Array("foo".utf8))
  }
}
