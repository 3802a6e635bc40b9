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

  @Test(arguments: [
    (
      "{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": 2\n}\n",
      "{\n  \"a\": {\n    \"b\": 1\n  },\n  \"n\": {\n    \"t\": [\n      1,\n      \"x\"\n    ],\n    \"e\": {}\n  },\n  \"c\": 2\n}\n"
    ),
    (
      "{\n    \"a\": {\"b\": 1},\n    \"c\": 2\n}",
      "{\n    \"a\": {\"b\": 1},\n    \"n\": {\"t\": [1, \"x\"], \"e\": {}},\n    \"c\": 2\n}"
    ),
    (
      "{\"a\": {\"b\": 1}, \"c\": 2}",
      "{\"a\": {\"b\": 1}, \"n\": {\"t\": [1, \"x\"], \"e\": {}}, \"c\": 2}"
    ),
  ])
  func `a new entry of JSON is laid out as its neighbours are`(
    _ target: String, _ expected: String
  ) throws {
    let source = "{\"a\": {\"b\": 1}, \"n\": {\"t\": [1, \"x\"], \"e\": {}}, \"c\": 2}"
    let merge = MergeCase("values.json", source: source, target: target, base: target)
    #expect(try merge.merged() == expected)
  }

  @Test(arguments: [
    (
      "images:\n- {name: a, digest: sha256:1}\n", "images:\n- name: a\n  newTag: v1 # keep me\n",
      "images:\n- name: a\n  digest: sha256:1 # keep me\n"
    ),
    (
      "images:\n- {name: a, newTag: v2}\n", "images: [{name: a, digest: sha256:1}] # mine\n",
      "images: [{name: a, newTag: v2}] # mine\n"
    ),
    (
      "images:\n- {name: a, newTag: v2, digest: sha256:1}\n",
      "images:\n- name: a\n  newTag: v1 # keep me\n",
      "images:\n- name: a\n  newTag: v2 # keep me\n  digest: sha256:1\n"
    ),
    (
      "images:\n- {name: a, digest: sha256:1}\n",
      "images:\n- name: a\n  newTag: v1 # {\"$imagepolicy\": \"flux-system:a:tag\"}\n",
      "images:\n- name: a\n  digest: sha256:1\n"
    ),
    (
      "resources: [a/, b-c/, b/, d/]\n", "resources:\n- a/\n- b/ # mine\n- d/\n",
      "resources:\n- a/\n- b/ # mine\n- b-c/\n- d/\n"
    ),
    // Of what a kustomization says twice the last counts, which is what Kustomize reads.
    (
      "images: [{name: a, newTag: v2}]\n",
      "images: [{name: b}]\nimages:\n- {name: a, newTag: v1, newTag: v1} # twice\n",
      "images: [{name: b}]\nimages:\n- {name: a, newTag: v1, newTag: v2} # twice\n"
    ),
  ])
  func `what is said beside a version stays beside it`(
    _ source: String, _ target: String, _ expected: String
  ) throws {
    let merge = MergeCase(source: source, target: target, base: target)
    #expect(try merge.merged() == expected)
    #expect(try MergeCase(source: source, target: expected, base: target).merged() == expected)
  }

  @Test func `a list of a kustomization goes with its last entry`() throws {
    let merge = MergeCase(
      source: "images:\n- {name: b, newTag: v1}\n",
      target: "resources: [x]\nimages:\n- {name: a, newTag: v1}\nnamespace: n\n",
      base: "images:\n- {name: a, newTag: v1}\n- {name: b, newTag: v1}\n")
    let result = try merge.merged { $0.source == nil && $0.field.description == "images[a]" }
    #expect(result == "resources: [x]\nnamespace: n\n")
  }
}
