import Diagnostics
import TestKit
import Testing

struct LineIndexTests {
  @Test func `columns count characters where offsets count bytes`() {
    let marked = MarkedSource("a: 1\nñandú: 1️⃣v1\n")
    let index = LineIndex(marked.bytes)
    #expect(index.position(of: marked.offsets[0]) == Position(line: 2, column: 8))
  }

  @Test func `a line does not hold its ending`() {
    let index = LineIndex(Array("one\r\ntwo\n".utf8))
    #expect(index.range(ofLine: 1) == ByteRange(0, 3))
    #expect(index.range(ofLine: 2) == ByteRange(5, 8))
    #expect(index.range(ofLine: 3) == ByteRange(9, 9))
    #expect(index.lineCount == 3)
  }

  @Test func `the end of the text has a position`() {
    #expect(LineIndex(Array("ab".utf8)).position(of: 2) == Position(line: 1, column: 3))
    #expect(LineIndex([]).position(of: 0) == Position(line: 1, column: 1))
  }
}
