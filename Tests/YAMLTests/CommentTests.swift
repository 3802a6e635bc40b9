import Diagnostics
import Testing
import YAML

struct CommentTests {
  @Test func `comments are found between values and nowhere else`() {
    let source = """
      %YAML 1.1 # directive
      ---
      # head
      a: b#c # after a
      d: "# no" # after d
      e: | # header
        # no
      # after e
      f: [x, # in flow
        'y # no']
      g: &n # anchor
        h: 1
      k: *n # alias
      i: #
      """
    let comments = SourceFile(path: "t.yaml", text: source).comments
    #expect(
      comments.map(\.text) == [
        "directive", "head", "after a", "after d", "header", "after e", "in flow", "anchor",
        "alias", "",
      ])
    #expect(comments.filter(\.isOnOwnLine).map(\.text) == ["head", "after e"])
  }

  @Test func `a comment's location leaves the line break out`() {
    let file = SourceFile(path: "t.yaml", text: "a: 1 # one \r\n#two")
    #expect(file.comments.map(\.location.text) == ["# one ", "#two"])
  }

  @Test func `a broken file gives the comments before the break`() {
    let file = SourceFile(path: "t.yaml", text: "# one\na: b\nc: d: e # two\n")
    #expect(file.comments.map(\.text) == ["one"])
  }
}
