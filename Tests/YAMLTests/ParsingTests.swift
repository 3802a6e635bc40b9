import Diagnostics
import TestKit
import Testing
import YAML

struct ParsingTests {
  @Test func `every node knows its own bytes`() throws {
    let root = try parse("é: [x, 'y z']\nb:\n  c: |\n    text\n\n# comment\nd: &a \"q\"\n")
    #expect(root["é"]?.origin.location?.text == "[x, 'y z']")
    #expect(root["é"]?.elements?.map { $0.origin.location?.text } == ["x", "'y z'"])
    #expect(root["b"]?.origin.location?.text.hasPrefix("c: |\n    text\n") == true)
    #expect(root["b"]?["c"]?.string == "text\n")
    #expect(root["d"]?.origin.location?.text == "\"q\"")
    #expect(root.mapping?.entry("d")?.key.origin.location?.text == "d")
  }

  @Test func `a block mapping ends with its last value, not at the next token`() throws {
    let root = try parse("a:\n  b: 1\n\n# about c\nc: 2\n")
    #expect(root["a"]?.origin.location?.text == "b: 1")
  }

  @Test func `an empty value is null at the place after its colon`() throws {
    let marked = MarkedSource("a:1️⃣\nb: 1\n")
    let file = SourceFile(path: "t.yaml", bytes: marked.bytes)
    let root = try #require(file.parsed(as: .kubernetes).documents.first?.root)
    #expect(root["a"]?.isNull == true)
    #expect(root["a"]?.origin.location?.range == ByteRange(marked.offsets[0], marked.offsets[0]))
  }

  @Test(arguments: [
    ("x: &a {k: 1}\ny: *a\n", "y", "{k: 1}"),
    ("x: &a v\ny: *a\n", "y", "v"),
  ])
  func `an alias has the value and the origin of its anchor`(
    source: String, key: String, text: String
  ) throws {
    #expect(try parse(source)[key]?.origin.location?.text == text)
  }

  @Test func `explicit keys win over merged ones, and earlier merges over later`() throws {
    let root = try parse(
      "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\n")
    let merged = try #require(root["c"]?.mapping)
    #expect(merged.names.sorted() == ["x", "y", "z"])
    #expect(merged["x"]?.scalar?.integer == 3)
    #expect(merged["y"]?.scalar?.integer == 1)
    #expect(merged["z"]?.scalar?.integer == 2)
  }

  @Test func `a byte order mark moves no range`() throws {
    let file = SourceFile(path: "t.yaml", bytes: [0xEF, 0xBB, 0xBF] + Array("a: b\n".utf8))
    let root = try #require(file.parsed(as: .kubernetes).documents.first?.root)
    #expect(root["a"]?.origin.location?.range == ByteRange(6, 7))
  }

  @Test func `several documents keep their places`() {
    let file = SourceFile(path: "t.yaml", text: "# only a comment\n---\na: 1\n---\n---\nb: 2\n")
    let documents = file.parsed(as: .kubernetes).documents
    #expect(documents.map(\.isEmpty) == [false, true, false])
    #expect(documents.map(\.index) == [0, 1, 2])
  }

  private func parse(_ source: String) throws -> Node {
    let parsed = SourceFile(path: "t.yaml", text: source).parsed(as: .kubernetes)
    #expect(parsed.errors == [])
    return try #require(parsed.documents.first).root
  }
}
