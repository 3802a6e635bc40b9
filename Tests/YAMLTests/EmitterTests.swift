import Diagnostics
import Testing
import YAML

struct EmitterTests {
  /// What `kubectl kustomize` prints for a value under the key `k`.
  @Test(arguments: [
    ("plain", "plain"), ("", "\"\""), ("true", "\"true\""), ("on", "\"on\""), ("y", "\"y\""),
    ("~", "\"~\""), ("1", "\"1\""), ("1e3", "\"1e3\""), ("0o8", "0o8"), ("1E400", "1E400"),
    ("190:20:30", "\"190:20:30\""), ("12:70", "12:70"), ("2020-01-01", "\"2020-01-01\""),
    ("2020-13-01", "2020-13-01"), ("a: b", "'a: b'"), ("a:", "'a:'"), ("a #b", "'a #b'"),
    ("a#b", "a#b"), ("- a", "'- a'"), ("-a", "-a"), ("---a", "'---a'"), ("...", "'...'"),
    ("'a'", "'''a'''"), ("\"a\"", "'\"a\"'"), ("%a", "'%a'"), ("!a", "'!a'"), ("=", "="),
    ("<<", "<<"), ("? x", "'? x'"), ("?x", "?x"), (" x", "' x'"), ("x ", "'x '"),
    ("a\tb", "\"a\\tb\""), ("a\0b", "\"a\\0b\""), ("x 😀 y", "\"x \\U0001F600 y\""),
    ("héllo", "héllo"), ("a\u{a0}b", "a\u{a0}b"), ("a\u{feff}b", "\"a\\uFEFFb\""),
    ("a\r\nb", "\"a\\r\\nb\""), ("a\nb", "|-\n  a\n  b"), ("a\nb\n", "|\n  a\n  b"),
    ("a\n\n", "|+\n  a\n"), ("  a\nb", "|2-\n    a\n  b"), ("\n", "|2+\n"),
    ("a \nb", "\"a \\nb\""), ("a\u{85}b", "a b"), ("a\u{85}\u{85}b", "|-\n  a\n  b"),
  ])
  func `a string is written in the style that go-yaml chooses`(
    text: String, written: String
  ) throws {
    #expect(try emitted(["k": .string(text)]) == "k: \(written)\n")
  }

  @Test(arguments: [
    ("0x1F", "31"), ("017", "15"), ("1_000", "1000"), ("-0", "0"), ("1.0", "1"), ("1e3", "1000"),
    ("1e21", "1e+21"), ("1234567.5", "1.2345675e+06"), ("0.00001", "1e-05"), ("1e-7", "1e-07"),
    ("0.0001234", "0.0001234"), ("18446744073709551615", "18446744073709551615"),
    ("18446744073709551616", "1.8446744073709552e+19"), ("-0.0", "0"), (".5", "0.5"),
    ("yes", "\"yes\""), ("True", "true"), ("~", "null"),
  ])
  func `a scalar is written as it comes out of JSON`(source: String, written: String) throws {
    let file = SourceFile(path: "t.yaml", text: source)
    let root = try #require(file.parsed(as: .kustomize).documents.first).root
    #expect(try emitted(["k": root]) == "k: \(written)\n")
  }

  @Test(arguments: [".inf", "-.INF", ".nan"])
  func `what JSON cannot hold is refused`(source: String) throws {
    let node = Node(Scalar(text: source, type: .float))
    #expect(throws: Emitter.Failure.self) { try emitted(["k": node]) }
  }

  @Test func `control characters are refused`() {
    #expect(throws: Emitter.Failure.self) { try emitted(["k": .string("a\u{80}")]) }
    #expect(throws: Emitter.Failure.self) { try emitted(["k": .string("a\u{7f}")]) }
  }

  @Test func `keys are sorted with digits as numbers and letters last`() throws {
    let names = ["a10", "a2", "b", "A", "_", "0", "", "a", "k.b/c", "k-b", "a02", "é", "a-1"]
    let file = try emitted(
      Dictionary(uniqueKeysWithValues: names.map { ($0, Node.integer(1)) }))
    let keys = file.split(separator: "\n").map { $0.dropLast(3) }
    #expect(
      keys == [
        "\"\"", "_", "\"0\"", "A", "a", "a-1", "a2", "a02", "a10", "b", "k-b", "k.b/c", "é",
      ])
  }

  @Test func `long text breaks at a space beyond column 80`() throws {
    let word = "aaaaaaaaaa"
    let text = Array(repeating: word, count: 10).joined(separator: " ")
    #expect(
      try emitted(["long": .string(text)])
        == "long: \(Array(repeating: word, count: 7).joined(separator: " "))\n"
        + "  \(Array(repeating: word, count: 3).joined(separator: " "))\n")
  }

  @Test func `a key that is long or has lines is written with a question mark`() throws {
    let long = Array(repeating: "a key", count: 24).joined(separator: " ")
    #expect(
      try emitted([long: .string("v")]).hasPrefix("? a key"))
    #expect(
      try emitted(["a\nb": Node([.integer(1)])]) == "? |-\n  a\n  b\n: - 1\n")
  }

  @Test func `sequences stand at their key, in sequences one level deeper`() throws {
    let inner = Node([.string("b"), Node([.string("c")])])
    var item = Mapping()
    item["d"] = .string("e")
    item["f"] = Node([.string("g")])
    #expect(
      try emitted(["k": Node([inner, Node(item), Node([]), Node(Mapping())])])
        == "k:\n- - b\n  - - c\n- d: e\n  f:\n  - g\n- []\n- {}\n")
  }

  @Test func `documents are parted by three dashes`() throws {
    var emitter = Emitter()
    for number in 1...2 {
      var root = Mapping()
      root["n"] = .integer(number)
      try emitter.write(document: Node(root))
    }
    #expect(String(decoding: emitter.bytes, as: UTF8.self) == "\"n\": 1\n---\n\"n\": 2\n")
  }

  @Test func `JSON is written as Go writes it`() throws {
    var root = Mapping()
    root["b"] = .string("<a href=\"x\">\u{2028}&\u{1}")
    root["a"] = Node([
      .integer(1), .null(), .boolean(true), Node(Scalar(text: "1e-9", type: .float)),
    ])
    var emitter = JSONEmitter()
    try emitter.write(Node(root))
    #expect(
      String(decoding: emitter.bytes, as: UTF8.self)
        == "{\"a\":[1,null,true,1e-9],\"b\":\"\\u003ca href=\\\"x\\\"\\u003e\\u2028\\u0026\\u0001\"}"
    )
  }

  @Test(arguments: [
    ("2020-01-02", "2020-01-02T00:00:00Z"), ("2020-1-2", "2020-01-02T00:00:00Z"),
    ("2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43.1-05:00"),
    ("2001-12-14 21:59:43", "2001-12-14T21:59:43Z"),
    ("2001-12-14T1:2:3Z", "2001-12-14T01:02:03Z"), ("2020-02-30", nil), ("2020-13-01", nil),
    ("2001-12-14T21:59:43", nil), ("20200101", nil), ("2020-01-02x", nil), ("2020-01", nil),
  ])
  func `an unquoted time is read as go-yaml reads it`(text: String, rfc3339: String?) {
    #expect(ImplicitTimestamp(text)?.rfc3339 == rfc3339)
  }

  private func emitted(_ entries: [String: Node]) throws -> String {
    var root = Mapping()
    for (key, value) in entries { root[key] = value }
    var emitter = Emitter()
    try emitter.write(document: Node(root))
    return String(decoding: emitter.bytes, as: UTF8.self)
  }
}
