import Diagnostics
import Testing
import YAML

struct CollectionEditTests {
  private static let image = Node.map(["name": "x", "newTag": "v1"])

  @Test(arguments: [
    EditCase("a: 1\n", .set(["b"], "x"), "a: 1\nb: x\n"),
    EditCase("a: 1", .set(["b"], "x"), "a: 1\nb: x"),
    EditCase("a: 1\r\n", .set(["b"], "x"), "a: 1\r\nb: x\r\n"),
    EditCase("a: 1 # c\n\n# end\n", .set(["b"], "x"), "a: 1 # c\nb: x\n\n# end\n"),
    EditCase("a:\n    b: 1\nc: 2\n", .set(["a", "d"], "x"), "a:\n    b: 1\n    d: x\nc: 2\n"),
    EditCase(
      "a:\n    b: 1\nc: 2\n", .set(["d", "e", "f"], "x"),
      "a:\n    b: 1\nc: 2\nd:\n    e:\n        f: x\n"),
    EditCase("a: {b: 1}\n", .set(["a", "c"], "x"), "a: {b: 1, c: x}\n"),
    EditCase("a: {b: 1,}\n", .set(["a", "c"], "x"), "a: {b: 1, c: x,}\n"),
    EditCase("{\"a\": \"b\"}\n", .set(["c"], "x"), "{\"a\": \"b\", \"c\": \"x\"}\n"),
    EditCase("a: {}\n", .set(["a", "b"], "x"), "a:\n  b: x\n"),
    EditCase("{}\n", .set(["b"], "x"), "b: x\n"),
    EditCase("[{}]\n", .set([0, "b"], "x"), "[{b: x}]\n"),
    EditCase("a:\nb: 1\n", .set(["a", "c"], "x"), "a:\n  c: x\nb: 1\n"),
    EditCase("- a: 1\n- a: 2\n", .set([0, "b"], "x"), "- a: 1\n  b: x\n- a: 2\n"),
    EditCase("a: |\n  x\n\nb: 1\n", .set(["c"], "x"), "a: |\n  x\n\nb: 1\nc: x\n"),
    EditCase(
      "m:\n  a: |\n    x\n\nb: 1\n", .set(["m", "c"], "w"),
      "m:\n  a: |\n    x\n  c: w\n\nb: 1\n"),
    EditCase(
      "m:\n  a: |+\n    x\n\nb: 1\n", .set(["m", "c"], "w"),
      "m:\n  a: |+\n    x\n\n  c: w\nb: 1\n"),
    EditCase("a: |\n  x", .set(["b"], "v"), "a: |-\n  x\nb: v"),
    EditCase("a: 1\n---\nb: 1\n", .set(["c"], "x"), "a: 1\nc: x\n---\nb: 1\n"),
    EditCase("a: 1\n...\n", .set(["c"], "x"), "a: 1\nc: x\n...\n"),
    EditCase("a: 1\n", .set(["yes"], "on"), "a: 1\n\"yes\": \"on\"\n"),
    EditCase(
      "b: &b {k: 1}\nc:\n  <<: *b\n", .set(["c", "k"], "x"),
      "b: &b {k: 1}\nc:\n  <<: *b\n  k: x\n"),
    EditCase("a: 1\n", .set(["b"], "l1\nl2\n"), "a: 1\nb: |\n  l1\n  l2\n"),
    EditCase(
      "{\n  a: 1, # one\n  b: 2 # two\n}\n", .set(["c"], "x"),
      "{\n  a: 1, # one\n  b: 2, # two\n  c: x\n}\n"),
    EditCase(
      "{\n  a: 1,\n  b: 2, # two\n}\n", .set(["c"], "x"),
      "{\n  a: 1,\n  b: 2, # two\n  c: x,\n}\n"),
    EditCase("{\n  a: 1,\n  b: 2}\n", .set(["c"], "x"), "{\n  a: 1,\n  b: 2,\n  c: x}\n"),
    EditCase("{\n  a: 1,\n  b: 2\n}\n", .set(["c"], "x"), "{\n  a: 1,\n  b: 2,\n  c: x\n}\n"),
    EditCase(
      "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", .set(["c"], image),
      "{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": {\n    \"name\": \"x\",\n    \"newTag\": \"v1\"\n  }\n}\n"
    ),
  ])
  func `a key is added as its siblings are written`(_ sample: EditCase) throws {
    try expect(sample)
  }

  @Test(arguments: [
    EditCase(
      "images:\n- name: a\n  newTag: v0\nb: 1\n", .append(["images"], image),
      "images:\n- name: a\n  newTag: v0\n- name: x\n  newTag: v1\nb: 1\n"),
    EditCase(
      "images:\n  - name: a\n", .append(["images"], image),
      "images:\n  - name: a\n  - name: x\n    newTag: v1\n"),
    EditCase(
      "images:\n  -   name: a\n", .append(["images"], image),
      "images:\n  -   name: a\n  -   name: x\n      newTag: v1\n"),
    EditCase(
      "images:\n- name: a", .append(["images"], image),
      "images:\n- name: a\n- name: x\n  newTag: v1"),
    EditCase(
      "images:\r\n- name: a\r\n", .append(["images"], image),
      "images:\r\n- name: a\r\n- name: x\r\n  newTag: v1\r\n"),
    EditCase("r: [a]\n", .append(["r"], "b"), "r: [a, b]\n"),
    EditCase("r: [a, b]\n", .insert(["r", 1], "c"), "r: [a, c, b]\n"),
    EditCase("r:\n- a\n- b\n", .insert(["r", 1], "c"), "r:\n- a\n- c\n- b\n"),
    EditCase("r:\n# about a\n- a\n", .insert(["r", 0], "c"), "r:\n- c\n# about a\n- a\n"),
    EditCase("- - a\n", .insert([0, 0], "c"), "- - c\n  - a\n"),
    EditCase("a: 1\n", .append(["images"], image), "a: 1\nimages:\n- name: x\n  newTag: v1\n"),
    EditCase(
      "r:\n  - a\nimages:\n", .append(["images"], image),
      "r:\n  - a\nimages:\n  - name: x\n    newTag: v1\n"),
    EditCase(
      "images: # none\nb: 1\n", .append(["images"], image),
      "images: # none\n- name: x\n  newTag: v1\nb: 1\n"),
    EditCase(
      "images: [] # none\nb: 1\n", .append(["images"], image),
      "images: # none\n- name: x\n  newTag: v1\nb: 1\n"),
    EditCase("images: []", .append(["images"], image), "images:\n- name: x\n  newTag: v1"),
    EditCase("a: 1\n", .append(["c", "d"], "x"), "a: 1\nc:\n  d:\n  - x\n"),
    EditCase("a:\n  - x # c\n\nb: 1\n", .append(["a"], "w"), "a:\n  - x # c\n  - w\n\nb: 1\n"),
    EditCase("a: &r [x]\nb: *r\n", .append(["a"], "w"), "a: &r [x, w]\nb: *r\n"),
    EditCase("a:\n-\n", .append(["a"], "w"), "a:\n-\n- w\n"),
    EditCase("a:\n- |\n  x\n", .append(["a"], "w"), "a:\n- |\n  x\n- w\n"),
  ])
  func `an item is added as its siblings are written`(_ sample: EditCase) throws {
    try expect(sample)
  }

  @Test(arguments: [
    EditCase("a: 1 # c\nb: 2\n", .rename(["a"], "d"), "d: 1 # c\nb: 2\n"),
    EditCase("r:\n- {\"a\": x, b: 2}\n", .rename(["r", 0, "a"], "d"), "r:\n- {d: x, b: 2}\n"),
    EditCase("a: 1\nb: 2\nc: 3\n", .remove(["b"]), "a: 1\nc: 3\n"),
    EditCase("a: 1\nb: 2", .remove(["b"]), "a: 1"),
    EditCase("a: 1\r\nb: 2", .remove(["b"]), "a: 1"),
    EditCase("# head\na: 1\nb: 2\n", .remove(["a"]), "# head\nb: 2\n"),
    EditCase("a: 1\n# about b\n# more\nb: 2 # c\nc: 3\n", .remove(["b"]), "a: 1\nc: 3\n"),
    EditCase("a: 1\n# apart\n\nb: 2\nc: 3\n", .remove(["b"]), "a: 1\n# apart\n\nc: 3\n"),
    EditCase("a: 1\n  # deeper\nb: 2\n", .remove(["b"]), "a: 1\n  # deeper\n"),
    EditCase("a:\n  b: |\n    x\n\nc: 3\n", .remove(["c"]), "a:\n  b: |\n    x\n\n"),
    EditCase("a: |+\n  x\nb: 1\n\n# c\n", .remove(["b"]), "a: |+\n  x\n# c\n"),
    EditCase("a:\n  b: 1\nc: 3\n", .remove(["a"]), "c: 3\n"),
    EditCase("a:\n  b: 1\nc: 3\n", .remove(["a", "b"]), "a: {}\nc: 3\n"),
    EditCase("a:\n  b: 1", .remove(["a", "b"]), "a: {}"),
    EditCase("a: &x\n  b: 1\nc: *x\n", .remove(["a", "b"]), "a: &x {}\nc: *x\n"),
    EditCase("a: # c\n- b\n", .remove(["a", 0]), "a: [] # c\n"),
    EditCase("- a: 1\n  b: 2\n", .remove([0, "a"]), "- b: 2\n"),
    EditCase("- a: 1\n  # about b\n  b: 2\n", .remove([0, "a"]), "-\n  # about b\n  b: 2\n"),
    EditCase("- a: 1\n  b: 2\n- c\n", .remove([0]), "- c\n"),
    EditCase("- - a\n  - b\n", .remove([0, 0]), "- - b\n"),
    EditCase("r:\n- a # x\n- b # y\n- c\n", .remove(["r", 1]), "r:\n- a # x\n- c\n"),
    EditCase("r: [a, b, c]\n", .remove(["r", 0]), "r: [b, c]\n"),
    EditCase("r: [a, b, c]\n", .remove(["r", 2]), "r: [a, b]\n"),
    EditCase("r: [a]\n", .remove(["r", 0]), "r: []\n"),
    EditCase("r: {a: 1, b: 2}\n", .remove(["r", "b"]), "r: {a: 1}\n"),
    EditCase(
      "r: [\n  a, # x\n  b, # y\n  c # z\n]\n", .remove(["r", 1]),
      "r: [\n  a, # x\n  c # z\n]\n"),
    EditCase("r: [\n  a, # x\n  b # y\n]\n", .remove(["r", 1]), "r: [\n  a # x\n]\n"),
    EditCase("{\"a\": 1, \"b\": 2}", .remove(["a"]), "{\"b\": 2}"),
    EditCase(
      "---\na: 1\nb: 1\n---\na: 1\nb: 1\n", .remove(["a"]), "---\na: 1\nb: 1\n---\nb: 1\n",
      document: 1),
  ])
  func `a removed entry takes its lines and its comments along`(_ sample: EditCase) throws {
    try expect(sample)
  }

  @Test(arguments: [
    EditCase("a:\n  b: 1\nc: 2\n", .set(["a"], "x"), "a: x\nc: 2\n"),
    EditCase("a: x\nc: 2\n", .set(["a"], image), "a:\n  name: x\n  newTag: v1\nc: 2\n"),
    EditCase("a: x # c\nc: 2\n", .set(["a"], Node(["w"])), "a: # c\n- w\nc: 2\n"),
    EditCase("a:\n- x\nc: 2\n", .set(["a"], Node(["w", "z"])), "a:\n- w\n- z\nc: 2\n"),
    EditCase("- x\n- y\n", .set([0], image), "- name: x\n  newTag: v1\n- y\n"),
    EditCase("- a: 1\n  b: 2\n- y\n", .set([0], "x"), "- x\n- y\n"),
    EditCase("- a: 1\n  b: 2\n- y\n", .set([0], image), "- name: x\n  newTag: v1\n- y\n"),
    EditCase("a: [x, y]\n", .set(["a"], Node(["z"])), "a: [z]\n"),
    EditCase("a: {b: [x]}\n", .set(["a", "b"], image), "a: {b: {name: x, newTag: v1}}\n"),
    EditCase("a: |\n  x\nb: 1\n", .set(["a"], image), "a:\n  name: x\n  newTag: v1\nb: 1\n"),
    EditCase("- a: |+\n    x\n\n- b\n", .set([0], "v"), "- v\n- b\n"),
    EditCase("- | # c\n  x\n- b\n", .set([0], image), "- # c\n  name: x\n  newTag: v1\n- b\n"),
    EditCase("a: &k v\nb: 1\n", .set(["a"], image), "a: &k\n  name: x\n  newTag: v1\nb: 1\n"),
    EditCase("x: &x v\ny: *x\n", .set(["y"], image), "x: &x v\ny:\n  name: x\n  newTag: v1\n"),
  ])
  func `a value of one kind gives way to another`(_ sample: EditCase) throws {
    try expect(sample)
  }

  private func expect(
    _ sample: EditCase, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try EditExpectation.expect(sample, sourceLocation: sourceLocation)
  }
}
