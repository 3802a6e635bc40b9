import Diagnostics
import Testing
import YAML

struct EditErrorTests {
  @Test(arguments: [
    (EditCase("l: [x]\n", .set(["l", 5, "a"], "v"), ""), EditError.notInside(["l", 5, "a"])),
    (EditCase("l: [x]\n", .set(["l", 1], "v"), ""), .notInside(["l", 1])),
    (EditCase("l: [x]\n", .set(["l", "a"], "v"), ""), .notInside(["l", "a"])),
    (EditCase("l: x\n", .set(["l", "a"], "v"), ""), .notInside(["l", "a"])),
    (EditCase("l: x\n", .append(["l"], "v"), ""), .notInside(["l", 0])),
    (EditCase("l: x\n", .remove(["m"]), ""), .missing(["m"])),
    (EditCase("l: x\n", .remove([]), ""), .notInside([])),
    (EditCase("l: x\n", .set(["l"], "v"), "", document: 1), .noDocument(1)),
    (
      EditCase("x: &x {a: 1}\ny: *x\n", .set(["y", "a"], "v"), ""),
      .throughAlias("x", at: ["y", "a"])
    ),
    (EditCase("x: &x [1]\ny: *x\n", .append(["y"], "v"), ""), .throughAlias("x", at: ["y"])),
    (EditCase("x: &x v1\ny: *x\n", .remove(["x"]), ""), .anchorInUse("x", at: ["x"])),
    (
      EditCase("m:\n  x: &x v1\ny: *x\n", .set(["m"], "v"), ""), .anchorInUse("x", at: ["m"])
    ),
    (EditCase("b: &b {k: 1}\nc:\n  <<: *b\n", .remove(["c", "k"]), ""), .merged(["c", "k"])),
    (
      EditCase("b: &b {k: {l: 1}}\nc:\n  <<: *b\n", .set(["c", "k", "l"], "v"), ""),
      .merged(["c", "k", "l"])
    ),
  ])
  func `what cannot be edited in place is refused by name`(
    _ sample: EditCase, _ error: EditError
  ) throws {
    let file = SourceFile(path: "t.yaml", text: sample.before)
    var editor = try SourceEditor(file)
    #expect(throws: error) { try sample.make(in: &editor) }
    #expect(editor.bytes == file.bytes)
  }

  @Test func `a file with errors is refused with the first of them`() {
    let file = SourceFile(path: "t.yaml", text: "a: 1\na: 2\n")
    #expect {
      _ = try SourceEditor(file)
    } throws: { error in
      (error as? EditError)?.message == "key \"a\" is already in this mapping"
    }
  }
}
