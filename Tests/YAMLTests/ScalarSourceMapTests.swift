import Diagnostics
import TestKit
import Testing
import YAML

struct ScalarSourceMapTests {
  /// Sources whose one value holds `bad`, which stands at the mark.
  @Test(arguments: [
    "e: a 1️⃣bad c\n",
    "e: a\n  b\n  1️⃣bad c\n",
    "e: 'it''s 1️⃣bad'\n",
    "e: 'a\n\n  b 1️⃣bad'\n",
    "e: \"q\\\"\\u00e9\\n1️⃣bad\"\n",
    "e: \"a \\\n   1️⃣bad\"\n",
    "e: |\n  a\n    b 1️⃣bad\n  c\n",
    "e: |-\n  a é\n\n  1️⃣bad",
    "e: |2\n    a\n  1️⃣bad\n",
    "e: >\n  a\n  b\n\n  c\n    d\n  1️⃣bad e\n",
    "- e: >-\n\n    a\n    1️⃣bad\n",
    "e: |\r\n  a\r\n  1️⃣bad\r\n",
    "{e: 1️⃣bad}\n",
  ])
  func `a place in the text has its place in the file`(source: String) throws {
    let marked = MarkedSource(source)
    let file = SourceFile(path: "t.yaml", bytes: marked.bytes)
    let document = try #require(file.parsed(as: .kubernetes).documents.first)
    let root = document.root.elements?.first ?? document.root
    let node = try #require(root["e"])
    let map = try #require(ScalarSourceMap(node))
    let text = Array(try #require(node.string).utf8)
    let start = try #require(
      text.indices.first { text[$0...].starts(with: "bad".utf8) })
    let range = map.range(of: ByteRange(start, start + 3))
    #expect(range == ByteRange(marked.offsets[0], marked.offsets[0] + 3))
  }

  @Test func `a text that its bytes do not say has no map`() throws {
    let file = SourceFile(path: "t.yaml", text: "e: abc\n")
    var node = try #require(file.parsed(as: .kubernetes).documents.first?.root["e"])
    node.content = .scalar(Scalar(string: "something else"))
    #expect(ScalarSourceMap(node) == nil)
  }
}
