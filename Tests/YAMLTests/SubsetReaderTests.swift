import Diagnostics
import TestKit
import Testing

@testable import YAML

struct SubsetReaderTests {
  @Test(arguments: [
    "", "# only a comment\n", "a: 1\n", "a:\nb: x y  # comment\n",
    "- a\n- - b\n  - c: d\n    e:\n-\n",
    "a:\n- 1\n- b: 2\nc:\n    - d\n", "---\na: b\n---\n# c\n- d\n", "# a\n\n  a: b\n  c: d",
    "a: 'it''s'\n'b c': \"d\\n\\\"e\"\nf : g:h#i\n", "a: {b: [c, 'd'], \"e\":f, }\ng: []\n",
    "a: [\n  b,  # c\n\n  d]\ne: {\n}\n", "a: -1\nb: -\u{2D}x\nc: a - b\nd: é—\u{1F600}\n",
    "a: |\n  b\n\n   c\n  d\n\n\ne: |-\n    f\n  \n",
    "a: |\n\n  b\nc: >-\n  d\n  e\n\n  f\n   g\n  h\n",
    "- |\n a\n- >\n  b\n   c\n\n\n   d\n  e", "a:\n  |\n  b\nc:\n  d\n", "a: |\n  b\n # c\nd: e\n",
  ])
  func `what it reads is what libyaml reads`(source: String) {
    expectAgreement(source, isRead: true)
  }

  @Test(arguments: [
    "a: b\na: c\n", "a: b: c\n", "a: &b c\n", "a: *b\n", "a: !!str 1\n", "a: b\n  c\n",
    "a: 'b\n  c'\n", "a:\tb\n", "a: b\r\n", "? a\n: b\n", "a: [b: c]\n", "a: {b}\n", "a: {b:1}\n",
    "a: [b\n", "a: \"\\x41\"\n", "a: |2\n   b\n", "a: |+\n  b\n\n", "a: |\n   \n  b\n",
    "a: |\nb: c\n",
    " a: b\nc: d\n", "a:\n   b: c\n  d: e\n", "%YAML 1.1\n---\na: b\n", "a: b\n...\n",
    "---\n---\na: b\n",
    "a: b\u{85}c: d\n", "a: b\u{2028}\n", "\u{FEFF}a: b\n", "--- a\n", "a: @b\n", "[a, b]: c\n",
    "a: 'b'c\n", "a: - b\n", "a: \u{7F}\n", "- a\nb: c\n", "a: [b, , c]\n",
  ])
  func `what is left to libyaml comes out as libyaml has it`(source: String) {
    expectAgreement(source, isRead: false)
  }

  @Test(arguments: 0..<20)
  func `both agree on any text`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      " ", "\n", "-", ":", "#", "'", "\"", "[", "]", "{", "}", ",", "|", ">", "&", "*", "!", "?",
      "%",
      "\\", "a", "1", "~", "<", ".", "\n\n", "  ", ": ", "- ", " #", "|-\n", ">\n", "---\n", "'a'",
      "\n  ", "é", "yes", "\t",
    ].map { Array($0.utf8) }
    for _ in 0..<100 {
      var bytes = Array(SourceText.random(&random).utf8)
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...3, using: &random))
        let piece = Bool.random(using: &random) ? pieces.randomElement(using: &random) : nil
        bytes.replaceSubrange(place..<end, with: piece ?? [])
      }
      expectAgreement(String(decoding: bytes, as: UTF8.self), isRead: nil)
    }
  }

  private func expectAgreement(_ source: String, isRead: Bool?) {
    for schema in [Schema.kustomize, .kubernetes] {
      let file = SourceFile(path: "t.yaml", text: source)
      var library = TreeBuilder(
        file: file, schema: schema, limits: .standard, repeatedKeys: .firstStays)
      let subset = SubsetReader.built(file.bytes, by: library)
      library.runWithLibrary()
      if let isRead { #expect((subset != nil) == isRead, "\(source)") }
      guard let subset else { continue }
      #expect(subset.documents.map(told) == library.documents.map(told), "\(source)")
      #expect(library.errors == [], "\(source)")
    }
  }

  /// All that is known of a document.
  private func told(_ document: Document) -> String {
    "\(document.index) \(document.range)" + told(document.root)
  }

  private func told(_ node: Node) -> String {
    let place = "\n\(node.origin.location.map { "\($0.range)" } ?? "")"
    switch node.content {
    case .scalar(let scalar): return place + "\(scalar)"
    case .sequence(let elements):
      return place + "[" + elements.map(told).joined() + "]"
    case .mapping(let mapping):
      return place + "{" + mapping.entries.map { told($0.key) + told($0.value) }.joined() + "}"
    }
  }
}
