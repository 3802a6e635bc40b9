import Diagnostics
import Promotion
import Testing
import YAML

/// What other tools break when they change a value, each with the bytes that are right.
struct EditSafetyTests {
  @Test(arguments: [
    ("comment", "a: {tag: v2}\n", "a:\n  tag: v1 # keep me\n", "a:\n  tag: v2 # keep me\n"),
    (
      "flow", "image: {name: z, tag: v1}\n", "image: {name: x, tag: v1}\n",
      "image: {name: z, tag: v1}\n"
    ),
    ("block", "d: x\n", "d: |\n  l1\n  l2\n", "d: |-\n  x\n"),
    ("key", "ñandú: v2\n", "ñandú: v1\n", "ñandú: v2\n"),
    ("crlf", "a: v2\nb: 1\n", "a: v1\r\nb: 1\r\n", "a: v2\r\nb: 1\r\n"),
    ("no final break", "a: v2\n", "a: v1", "a: v2"),
    ("anchor", "x: v2\ny: v2\n", "x: &x v1\ny: *x\n", "x: &x v2\ny: *x\n"),
    ("colon", "a: 'x: y'\n", "a: v1\n", "a: \"x: y\"\n"),
    ("star", "a: '*foo'\n", "a: v1\n", "a: \"*foo\"\n"),
    ("yes", "a: 'yes'\n", "a: v1\n", "a: \"yes\"\n"),
    ("tilde", "a: '~'\n", "a: v1\n", "a: \"~\"\n"),
    ("empty", "a: ''\n", "a: v1\n", "a: \"\"\n"),
    ("quotes", "tag: v2\n", "tag: \"v1\"\n", "tag: \"v2\"\n"),
    ("second document", "---\na: 1\n---\nb: v2\n", "a: 1\n---\nb: v1\n", "a: 1\n---\nb: v2\n"),
    (
      "marker", "tag: v2\n", "tag: v1 # {\"$imagepolicy\": \"flux-system:app:tag\"}\n",
      "tag: v2 # {\"$imagepolicy\": \"flux-system:app:tag\"}\n"
    ),
    (
      "blank lines", "a: 2\nb: 1\n", "\na: 1\n\n\n# about b\nb: 1\n\n",
      "\na: 2\n\n\n# about b\nb: 1\n\n"
    ),
  ])
  func `only the bytes of the change change`(
    _ name: String, _ source: String, _ target: String, _ expected: String
  ) throws {
    let base = MergeCase("values.yaml", source: target, target: target, base: nil)
    #expect(base.merge.differences.isEmpty)
    let merge = MergeCase("values.yaml", source: source, target: target, base: target)
    #expect(try merge.merged() == expected)
    // Edited twice is edited once.
    let again = MergeCase("values.yaml", source: source, target: expected, base: target)
    #expect(try again.merged() == expected)
  }
}
