import Diagnostics
import Testing

struct TextEditTests {
  @Test func `no edit leaves every byte as it is`() throws {
    let bytes = Array("a: 1\r\nñ: 2".utf8)
    #expect(try [TextEdit]().applied(to: bytes) == bytes)
  }

  @Test func `edits apply to the original offsets whatever their order`() throws {
    let edits = [
      TextEdit(range: ByteRange(4, 5), replacement: "22"),
      TextEdit(range: ByteRange(0, 1), replacement: "one"),
    ]
    #expect(try edits.applied(to: Array("a b c".utf8)) == Array("one b 22".utf8))
  }

  @Test func `insertions at one offset keep their order`() throws {
    let edits = ["x", "y"].map { TextEdit(range: ByteRange(1, 1), replacement: $0) }
    #expect(try edits.applied(to: Array("ab".utf8)) == Array("axyb".utf8))
  }

  @Test func `two edits of the same bytes are refused`() {
    let edits = [
      TextEdit(range: ByteRange(0, 2), replacement: ""),
      TextEdit(range: ByteRange(1, 3), replacement: ""),
    ]
    let error = #expect(throws: OverlappingEdits.self) {
      try edits.applied(to: Array("abc".utf8))
    }
    #expect(error?.first == ByteRange(0, 2))
    #expect(error?.second == ByteRange(1, 3))
  }
}
