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
  @Test func `a byte order mark has no column`() {
    let index = LineIndex(Array("\u{FEFF}ab\n".utf8))
    #expect(index.position(of: 0) == Position(line: 1, column: 1))
    #expect(index.position(of: 3) == Position(line: 1, column: 1))
    #expect(index.position(of: 4) == Position(line: 1, column: 2))
  }

  @Test(arguments: [127, 128, 129, 255, 256, 5000])
  func `a column far into a long line counts characters`(_ characters: Int) {
    let text = "x\n" + String(repeating: "é", count: characters) + "|end"
    let offset = 2 + characters * 2
    let index = LineIndex(Array(text.utf8))
    #expect(index.position(of: offset) == Position(line: 2, column: characters + 1))
    #expect(index.position(of: offset + 4) == Position(line: 2, column: characters + 5))
  }

  @Test(arguments: [1, 200, 5000])
  func `a column counts bytes, scalars or code units of UTF-16`(_ repetitions: Int) {
    let text = "x\n" + String(repeating: "aé𝄞", count: repetitions) + "|"
    let index = LineIndex(Array(text.utf8))
    let columns = ColumnUnit.allCases.map { index.position(of: text.utf8.count - 1, in: $0).column }
    #expect(columns == [7, 3, 4].map { $0 * repetitions + 1 })
  }
}
