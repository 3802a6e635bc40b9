import Diagnostics
import Testing
import YAML

struct ScalarEditTests {
  @Test(arguments: [
    // Comments, quotes, flow, anchors
    EditCase("tag: v1 # keep me\n", .set(["tag"], "v2"), "tag: v2 # keep me\n"),
    EditCase(
      "image: {name: x, tag: v1}\n", .set(["image", "name"], "z"), "image: {name: z, tag: v1}\n"),
    EditCase("ñandú: v1\n", .set(["ñandú"], "v2"), "ñandú: v2\n"),
    EditCase("a: 1\r\ntag: v1\r\nb: 2", .set(["tag"], "v2"), "a: 1\r\ntag: v2\r\nb: 2"),
    EditCase("tag: v1", .set(["tag"], "v2"), "tag: v2"),
    EditCase("x: &x v1\ny: *x\n", .set(["x"], "v2"), "x: &x v2\ny: *x\n"),
    EditCase("x: &x v1\ny: *x\n", .set(["y"], "v2"), "x: &x v1\ny: v2\n"),
    EditCase("x: &x v1\ny: *x # c\n", .set(["y"], "v1"), "x: &x v1\ny: *x # c\n"),
    EditCase("tag: \"v1\"\n", .set(["tag"], "v2"), "tag: \"v2\"\n"),
    EditCase("tag: 'v1'\n", .set(["tag"], "it's"), "tag: 'it''s'\n"),
    EditCase("tag: 'v1'\n", .set(["tag"], "a\nb"), "tag: \"a\\nb\"\n"),
    EditCase("a: 1\n---\na: v1\n", .set(["a"], "v2"), "a: 1\n---\na: v2\n", document: 1),
    EditCase("- v1\n- v2\n", .set([1], "v3"), "- v1\n- v3\n"),
    EditCase("\u{FEFF}tag: v1\n", .set(["tag"], "v2"), "\u{FEFF}tag: v2\n"),
    EditCase("{\"a\": \"v1\"}", .set(["a"], "v2"), "{\"a\": \"v2\"}"),
    EditCase("a: !!str 1\n", .set(["a"], "2"), "a: !!str \"2\"\n"),
    EditCase("a: !!str 1\n", .set(["a"], .integer(2)), "a: 2\n"),
    EditCase("a: &k !mine v1\n", .set(["a"], "v2"), "a: &k v2\n"),
    // What must be quoted
    EditCase("a: v1\n", .set(["a"], "x: y"), "a: \"x: y\"\n"),
    EditCase("a: v1\n", .set(["a"], "*foo"), "a: \"*foo\"\n"),
    EditCase("a: v1\n", .set(["a"], "yes"), "a: \"yes\"\n"),
    EditCase("a: v1\n", .set(["a"], "~"), "a: \"~\"\n"),
    EditCase("a: v1\n", .set(["a"], ""), "a: \"\"\n"),
    EditCase("a: v1\n", .set(["a"], "1.10"), "a: \"1.10\"\n"),
    EditCase("a: v1\n", .set(["a"], "1e3"), "a: \"1e3\"\n"),
    EditCase("a: v1\n", .set(["a"], "2024-01-31"), "a: \"2024-01-31\"\n"),
    EditCase("a: v1\n", .set(["a"], "12:30:45"), "a: \"12:30:45\"\n"),
    EditCase("a: v1\n", .set(["a"], "a #b"), "a: \"a #b\"\n"),
    EditCase("a: v1\n", .set(["a"], " a"), "a: \" a\"\n"),
    EditCase("a: v1\n", .set(["a"], "tab\there"), "a: \"tab\\there\"\n"),
    EditCase("a: v1\n", .set(["a"], "\u{0}\u{85}\u{FEFF}"), "a: \"\\x00\\x85\\uFEFF\"\n"),
    EditCase("a: [v1]\n", .set(["a", 0], "x,y"), "a: [\"x,y\"]\n"),
    EditCase("a: v1\n", .set(["a"], "x,y [z]"), "a: x,y [z]\n"),
    EditCase("a: v1\n", .set(["a"], "--flag=a:b"), "a: --flag=a:b\n"),
    EditCase("a: v1\n", .set(["a"], "---"), "a: \"---\"\n"),
    EditCase("a: v1\n", .set(["a"], "sha256:0a1b"), "a: sha256:0a1b\n"),
    EditCase("a: v1\n", .set(["a"], .integer(3)), "a: 3\n"),
    EditCase("a: \"3\"\n", .set(["a"], .integer(3)), "a: 3\n"),
    EditCase("a: 3\n", .set(["a"], "3"), "a: \"3\"\n"),
    EditCase("a: true\n", .set(["a"], .boolean(false)), "a: false\n"),
    // Values that are not written
    EditCase("a:\nb: 1\n", .set(["a"], "v1"), "a: v1\nb: 1\n"),
    EditCase("a: # c\nb: 1\n", .set(["a"], "v1"), "a: v1 # c\nb: 1\n"),
    EditCase("a:", .set(["a"], "v1"), "a: v1"),
    EditCase("a: &x\nb: *x\n", .set(["a"], "v1"), "a: &x v1\nb: *x\n"),
    EditCase("-\n- b\n", .set([0], "a"), "- a\n- b\n"),
    EditCase("{a: , b: 1}\n", .set(["a"], "v"), "{a: v , b: 1}\n"),
    EditCase("{a, b: 1}\n", .set(["a"], "v"), "{a: v, b: 1}\n"),
    EditCase("a: ~\n", .set(["a"], "v"), "a: v\n"),
    EditCase("a: null # c\n", .set(["a"], "v"), "a: v # c\n"),
    EditCase("a: null\n", .set(["a"], .null()), "a: null\n"),
    // Multi-line scalars
    EditCase("a: one\n  two\n  three # c\nb: 1\n", .set(["a"], "v"), "a: v # c\nb: 1\n"),
    EditCase("a: \"one\n  two\" # c\nb: 1\n", .set(["a"], "v"), "a: \"v\" # c\nb: 1\n"),
    EditCase("a: v\nb: 1\n", .set(["a"], "l1\nl2\n"), "a: |\n  l1\n  l2\nb: 1\n"),
    EditCase("a: v # c\nb: 1\n", .set(["a"], "l1\nl2"), "a: |- # c\n  l1\n  l2\nb: 1\n"),
    EditCase("a: v", .set(["a"], "l1\nl2\n"), "a: |\n  l1\n  l2\n"),
    EditCase("a: v", .set(["a"], "l1\nl2"), "a: |-\n  l1\n  l2"),
    EditCase("[v]\n", .set([0], "l1\nl2"), "[\"l1\\nl2\"]\n"),
  ])
  func `a scalar is replaced within its own bytes`(_ sample: EditCase) throws {
    try expect(sample)
  }

  @Test(arguments: [
    EditCase("d: |\n  l1\n  l2\n", .set(["d"], "x"), "d: |-\n  x\n"),
    EditCase("d: |\n  l1\n  l2", .set(["d"], "x"), "d: |-\n  x"),
    EditCase("d: |\n  l1\n", .set(["d"], "x\ny\n"), "d: |\n  x\n  y\n"),
    EditCase(
      "d: |\r\n    l1\r\ne: 1\r\n", .set(["d"], "x\ny\n"), "d: |\r\n    x\r\n    y\r\ne: 1\r\n"),
    EditCase(
      "d: | # c\n  l1\n\n# about e\ne: 1\n", .set(["d"], "x\n"),
      "d: | # c\n  x\n\n# about e\ne: 1\n"),
    EditCase("d: |-\n  l1\ne: 1\n", .set(["d"], "x\n"), "d: |\n  x\ne: 1\n"),
    EditCase("d: |+\n  l1\n\ne: 1\n", .set(["d"], "x\n"), "d: |\n  x\n\ne: 1\n"),
    EditCase("d: |\n  l1\n\ne: 1\n", .set(["d"], "x\n\n\n"), "d: |+\n  x\n\n\ne: 1\n"),
    EditCase("d: |2\n   l1\ne: 1\n", .set(["d"], "x\n"), "d: |\n   x\ne: 1\n"),
    EditCase("d: |\n  l1\ne: 1\n", .set(["d"], " x\n"), "d: |2\n   x\ne: 1\n"),
    EditCase("- |\n  l1\n- b\n", .set([0], " x\n"), "- |2\n   x\n- b\n"),
    EditCase("d: >\n  l1\n  l2\ne: 1\n", .set(["d"], "x y\nz\n"), "d: >\n  x y\n\n  z\ne: 1\n"),
    EditCase("d: >-\n  l1\ne: 1\n", .set(["d"], "a\n  b"), "d: |-\n  a\n    b\ne: 1\n"),
    EditCase("d: |\n  l1\n  l2\ne: 1\n", .set(["d"], ""), "d: \"\"\ne: 1\n"),
    EditCase("d: |\n  l1\ne: 1\n", .set(["d"], .integer(4)), "d: 4\ne: 1\n"),
    EditCase("d: |\ne: 1\n", .set(["d"], "x\n"), "d: |\n  x\ne: 1\n"),
    EditCase("d: |", .set(["d"], "x"), "d: |-\n  x"),
    EditCase("d: &k |\n  l1\ne: *k\n", .set(["d"], "x\n"), "d: &k |\n  x\ne: *k\n"),
    EditCase("d: |\n  l1\ne: 1\n", .set(["d"], "a\tb\r\n"), "d: \"a\\tb\\r\\n\"\ne: 1\n"),
  ])
  func `a block scalar is replaced whole`(_ sample: EditCase) throws { try expect(sample) }

  @Test func `edits give only what changed`() throws {
    let file = SourceFile(path: "k.yaml", text: "a: v1\nb: v1\nc: v1\n")
    var editor = try SourceEditor(file)
    #expect(editor.edits == [])
    try editor.set(["c"], to: "v2")
    try editor.set(["a"], to: "v2")
    try editor.set(["b"], to: "v2")
    try editor.set(["b"], to: "v1")
    #expect(
      editor.edits == [
        TextEdit(range: ByteRange(3, 5), replacement: "v2"),
        TextEdit(range: ByteRange(15, 17), replacement: "v2"),
      ])
    #expect(try editor.edits.applied(to: file.bytes) == editor.bytes)
  }

  private func expect(
    _ sample: EditCase, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try EditExpectation.expect(sample, sourceLocation: sourceLocation)
  }
}
