import Kubernetes
import Testing

struct EncodingTests {
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

  @Test(arguments: [
    ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
    ("2026-01-01T00:30:00.75+01:00", "2025-12-31T23:30:00Z"),
    ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
    ("2024-02-29T12:00:00-00:30", "2024-02-29T12:30:00Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
  ])
  func `a time is stored to the second in UTC`(text: String, stored: String) {
    #expect(Timestamp(text)?.seconds == stored)
  }

  @Test func `a time of events keeps microseconds`() {
    #expect(
      Timestamp("2026-01-01T00:00:00.1234567Z")?.microseconds == "2026-01-01T00:00:00.123456Z")
  }

  @Test(arguments: [
    "", "abc", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z",
    "2026-01-01 00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00.Z",
  ])
  func `other texts are no time`(text: String) { #expect(Timestamp(text) == nil) }
}
