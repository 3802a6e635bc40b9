import Diagnostics
import TestKit
import Testing
import YAML

struct SyntaxErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var source: String
    var kind: SyntaxError.Kind
    var message: String
    var testDescription: String { source.debugDescription }
  }

  @Test(arguments: [
    Case(
      source: "a: 1\nb: 2\n1️⃣a: 3\n", kind: .duplicateKey,
      message: "key \"a\" is already in this mapping"),
    Case(source: "a: 1️⃣*x\n", kind: .alias, message: "alias *x names no anchor before it"),
    Case(
      source: "a: &x [1️⃣*x]\n", kind: .alias,
      message: "alias *x stands inside the value that it names"),
    Case(
      source: "a: b1️⃣: c\n", kind: .syntax,
      message: "mapping values are not allowed in this context"),
    Case(
      source: "a:\n1️⃣\tb: 1\n", kind: .syntax,
      message: "found character that cannot start any token"),
    Case(
      source: "? 1️⃣[a]\n: 1\n", kind: .syntax, message: "a key must be a scalar, not a sequence"),
    Case(
      source: "1️⃣<<: 3\n", kind: .syntax,
      message: "a merge key takes a mapping or a sequence of mappings"),
  ])
  func `an error is reported where it is marked`(_ sample: Case) throws {
    let marked = MarkedSource(sample.source)
    let parsed = SourceFile(path: "t.yaml", bytes: marked.bytes).parsed(as: .kubernetes)
    #expect(parsed.errors.map(\.kind) == [sample.kind])
    #expect(parsed.errors.map(\.message) == [sample.message])
    #expect(parsed.errors.map(\.location.range.lowerBound) == marked.offsets)
  }

  @Test func `bytes that are not UTF-8 are placed`() {
    let file = SourceFile(path: "t.yaml", bytes: Array("a: ".utf8) + [0xFF, 0x0A])
    let errors = file.parsed(as: .kubernetes).errors
    #expect(errors.map(\.kind) == [.encoding])
    #expect(errors.map(\.location.range) == [ByteRange(3, 4)])
  }

  @Test func `a control character is refused at its byte`() {
    let file = SourceFile(path: "t.yaml", bytes: Array("a: é\nb: ".utf8) + [0x00, 0x0A])
    let errors = file.parsed(as: .kubernetes).errors
    #expect(errors.map(\.message) == ["control characters are not allowed"])
    #expect(errors.map(\.location.range.lowerBound) == [9])
  }

  @Test func `UTF-16 is refused by name`() {
    let file = SourceFile(path: "t.yaml", bytes: [0xFF, 0xFE, 0x61, 0x00])
    #expect(
      file.parsed(as: .kubernetes).errors.map(\.message)
        == ["the file is UTF-16; save it as UTF-8"])
  }

  @Test func `a second duplicate does not stop the reader`() {
    let file = SourceFile(path: "t.yaml", text: "a: 1\na: 2\na: 3\n---\nb: 1\n")
    let parsed = file.parsed(as: .kubernetes)
    #expect(parsed.errors.count == 2)
    #expect(parsed.documents.count == 2)
  }

  @Test func `an alias bomb ends at the limit`() {
    var source = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      source += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let errors = SourceFile(path: "t.yaml", text: source).parsed(as: .kubernetes).errors
    #expect(errors.map(\.kind) == [.limit])
  }

  @Test func `deep nesting ends at the limit`() {
    let source = String(repeating: "[", count: 100_000)
    let errors = SourceFile(path: "t.yaml", text: source).parsed(as: .kubernetes).errors
    #expect(errors.map(\.message) == ["collections nest deeper than 400 levels"])
  }
}
