import Testing
import Values

struct TextTests {
  @Test(arguments: [
    ("plain", "\"plain\""), ("a\"b\\c", #""a\"b\\c""#),
    ("\u{7}\u{8}\u{C}\n\r\t\u{B}", #""\a\b\f\n\r\t\v""#),
    ("\u{0}\u{1F}\u{7F}", #""\x00\x1f\x7f""#), ("é <&> 日", "\"é <&> 日\""),
    ("\u{A0}\u{85}\u{200B}\u{2028}", #""\u00a0\u0085\u200b\u2028""#),
    ("\u{E0001}", #""\U000e0001""#),
  ])
  func `a text is quoted as Go quotes it`(text: String, quoted: String) {
    #expect(text.goQuoted == quoted)
  }

  @Test(arguments: [
    ("", [""]), ("a", ["a"]), ("/", ["", ""]), ("a/b//ü/", ["a", "b", "", "ü", ""]),
    (
      "a long text, past what lies in a string itself/b",
      [
        "a long text, past what lies in a string itself", "b",
      ]
    ),
  ])
  func `a text is split at a byte, and empty parts are parts`(text: String, parts: [String]) {
    #expect(text.split(atByte: "/").map(String.init) == parts)
    #expect("x\(text)x".dropFirst().dropLast().split(atByte: "/").map(String.init) == parts)
  }

  @Test(arguments: [
    ("", "a"), ("a", "b"), ("a", "aa"), ("Z", "a"), ("z", "é"),
    // One character to Swift, and two texts by their bytes.
    ("e\u{301}", "é"),
  ])
  func `texts are ordered by their bytes`(first: String, second: String) {
    #expect(first.precedesByBytes(second))
    #expect(!second.precedesByBytes(first))
    #expect(!first.precedesByBytes(first))
  }

  @Test func `hexadecimal digits fill a width`() {
    #expect(UInt8(7).hexadecimal(width: 2) == "07")
    #expect(0xBEEF.hexadecimal() == "beef")
    #expect(0xBEEF.hexadecimal(width: 8, uppercase: true) == "0000BEEF")
    #expect([0, 15, 255].map { UInt8($0) }.hexadecimal == "000fff")
    #expect(7.padded(to: 3) == "007")
    #expect(1234.padded(to: 3) == "1234")
  }

  @Test(
    arguments: [
      ("0", 0), ("fF", 255), ("ffffffff", 0xFFFF_FFFF), ("", nil), ("123456789", nil), ("+1", nil),
      ("g", nil),
    ] as [(String, UInt32?)])
  func `hexadecimal digits are read`(text: String, number: UInt32?) {
    #expect(text.utf8.hexadecimalNumber == number)
  }
}
