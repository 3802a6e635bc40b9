import Diagnostics
import TestKit
import Testing
import YAML

struct StrictMappingTests {
  // MARK: Names

  @Test func `an unknown field is noted at its key, with the name that it resembles`() {
    let marked = MarkedSource("name: a\n1️⃣imags: []\n")
    let fields = read(marked.bytes, known: ["name", "images"])
    #expect(fields.log.findings.map(\.message) == ["unknown imags of a thing, images, name images"])
    #expect(fields.log.findings.map { $0.primary?.range.lowerBound } == marked.offsets)
    #expect(fields.log.findings.map(\.rule) == ["test/rule"])
  }

  @Test func `unknown fields are passed over where the format says so`() {
    let fields = read("imags: []\n", known: ["images"], .forgiving)
    #expect(fields.log.findings.isEmpty)
    #expect(!fields.has("images"))
  }

  @Test func `the case of letters matters only where the format says so`() {
    #expect(read("NAME: a\n", known: ["name"], .forgiving).text("name")?.value == "a")
    #expect(read("NAME: a\n", known: ["name"]).text("name") == nil)
  }

  @Test func `of two spellings of a field the last one counts`() {
    #expect(read("NAME: a\nname: b\n", known: ["name"], .forgiving).text("name")?.value == "b")
    #expect(read("name: b\nNAME: a\n", known: ["name"], .forgiving).text("name")?.value == "a")
  }

  @Test func `a field that must be there is noted at the mapping`() {
    let marked = MarkedSource("1️⃣other: a\n")
    let fields = read(marked.bytes, known: ["name", "other"])
    #expect(fields.requiredText("name") == nil)
    #expect(fields.log.findings.map(\.message) == ["a thing lacks name"])
    #expect(fields.log.findings.map { $0.primary?.range.lowerBound } == marked.offsets)
  }

  @Test func `what is no mapping lacks no field besides`() {
    let fields = read("text", known: ["name"])
    #expect(fields.requiredText("name") == nil)
    #expect(fields.log.findings.map(\.message) == ["a thing is a string"])
  }

  // MARK: Null

  @Test func `a null stands for what the format says`() {
    for nulls in [MappingDialect.Nulls.zero, .absent] {
      let fields = read("a:\n", known: ["a"], .with(nulls))
      #expect(!fields.has("a"))
      #expect(fields.text("a") == nil)
      #expect(fields.log.findings.isEmpty)
    }
    let refused = read("a:\n", known: ["a"], .with(.refused))
    #expect(refused.has("a"))
    #expect(refused.text("a") == nil)
    #expect(refused.log.findings.map(\.message) == ["a is null, not text"])
  }

  @Test func `a null in a list is an empty text in Go alone`() {
    #expect(read("a: [null]", known: ["a"], .with(.zero)).texts("a").map(\.value) == [""])
    for nulls in [MappingDialect.Nulls.absent, .refused] {
      let fields = read("a: [null]", known: ["a"], .with(nulls))
      #expect(fields.texts("a").isEmpty)
      #expect(fields.log.findings.map(\.message) == ["one of a is null, not text"])
    }
  }

  @Test func `a null in place of the mapping is one without fields in Go alone`() {
    #expect(read("null", known: ["a"], .with(.zero)).log.findings.isEmpty)
    for nulls in [MappingDialect.Nulls.absent, .refused] {
      let fields = read("null", known: ["a"], .with(nulls))
      #expect(fields.log.findings.map(\.message) == ["a thing is a null"])
    }
  }

  // MARK: Texts

  @Test(
    arguments: [
      (MappingDialect.Texts.strings, "'1.10'", "1.10"), (.strings, "1.10", nil),
      (.strings, "''", ""), (.values, "1.10", "1.1"), (.values, "0x10", "16"),
      (.values, "on", "true"),
      (.values, "text", "text"), (.filledNotations, "1.10", "1.10"),
      (.filledNotations, "yes", "yes"),
      (.filledNotations, "''", nil), (.values, "[a]", nil),
    ] as [(MappingDialect.Texts, String, String?)])
  func `a text is what the format takes for one`(
    _ texts: MappingDialect.Texts, _ source: String, _ text: String?
  ) {
    let fields = read("a: \(source)\n", known: ["a"], .with(.absent, texts))
    #expect(fields.text("a")?.value == text)
    #expect(fields.log.findings.isEmpty == (text != nil))
  }

  @Test func `a text keeps its place and its style`() throws {
    let marked = MarkedSource("a: 1️⃣'b'\n")
    let text = try #require(read(marked.bytes, known: ["a"]).text("a"))
    #expect(text.location?.range.lowerBound == marked.offsets[0])
    #expect(text.style == .singleQuoted)
  }

  @Test func `an empty text is as good as none where it must be filled`() {
    let fields = read("a: ''\n", known: ["a"])
    #expect(fields.text("a")?.value == "")
    #expect(fields.filledText("a") == nil)
    #expect(fields.log.findings.isEmpty)
  }

  // MARK: Other types

  @Test func `a value of another type is noted and read as if it were absent`() {
    let fields = read(
      "flag: 1\nnumber: a\nlist: {}\nmap: []\ntexts: [a, 1]\npairs: {a: b, c: []}\n",
      known: ["flag", "number", "list", "map", "texts", "pairs"])
    #expect(!fields.flag("flag"))
    #expect(fields.integer("number") == nil)
    #expect(fields.list("list") == nil)
    #expect(fields.entries("map").isEmpty)
    #expect(fields.texts("texts").map(\.value) == ["a"])
    #expect(fields.pairs("pairs").map(\.key.value) == ["a"])
    #expect(
      fields.log.findings.map(\.message) == [
        "flag is integer, not boolean", "number is string, not integer",
        "list is mapping, not list", "map is sequence, not mapping",
        "one of texts is integer, not text", "pairs/c is sequence, not text",
      ])
  }

  @Test func `a whole number is an integer however it is written`() {
    let fields = read("a: 3\nb: 2.0\nc: 1e3\nd: 1.5\ne: '3'\n", known: ["a", "b", "c", "d", "e"])
    #expect(["a", "b", "c", "d", "e"].map { fields.integer($0)?.value } == [3, 2, 1000, nil, nil])
  }

  @Test func `an inner mapping is read by the same rules into the same log`() {
    let fields = read("inner:\n  better: 1\n", known: ["inner", "absent"])
    let inner = fields.mapping("inner", describing: "an inner thing", known: ["a"])
    #expect(inner?.log === fields.log)
    #expect(fields.log.findings.map(\.message) == ["unknown better of an inner thing, none, a"])
    #expect(fields.mapping("absent", describing: "nothing", known: []) == nil)
  }

  // MARK: The log

  @Test func `a log keeps what was found before and knows whether it is an error`() {
    let warning = Diagnostic(rule: "a/b", severity: .warning, message: "first")
    let log = FindingLog([warning])
    #expect(!log.hasErrors)
    log.error("a/c", "second", at: nil)
    #expect(log.hasErrors)
    #expect(log.findings.map(\.message) == ["first", "second"])
  }

  private func read(
    _ source: String, known: [String], _ dialect: MappingDialect = .with(.absent)
  ) -> StrictMapping {
    read(Array(source.utf8), known: known, dialect)
  }

  private func read(
    _ bytes: [UInt8], known: [String], _ dialect: MappingDialect = .with(.absent)
  ) -> StrictMapping {
    let file = SourceFile(path: "a.yaml", bytes: bytes)
    let root = file.parsed(as: .kubernetes).documents.first?.root ?? .null()
    return StrictMapping(
      root, describing: "a thing", known: known, as: dialect, log: FindingLog())
  }
}

extension MappingDialect {
  fileprivate static func with(_ nulls: Nulls, _ texts: Texts = .strings) -> MappingDialect {
    MappingDialect(
      names: .exact, unknownFields: .refused, nulls: nulls, texts: texts, sentence: sentence)
  }

  fileprivate static let forgiving = MappingDialect(
    names: .anyCase, unknownFields: .passedOver, nulls: .absent, texts: .strings,
    sentence: sentence)

  private static func sentence(of mistake: MappingMistake) -> MappingMistake.Sentence {
    .init("test/rule", message(of: mistake))
  }

  private static func message(of mistake: MappingMistake) -> String {
    switch mistake {
    case .notMapping(let subject, let kind): "\(subject) is a \(kind)"
    case .unknownField(let name, let subject, let nearest, let known):
      "unknown \(name) of \(subject), \(nearest ?? "none"), \(known.joined(separator: " "))"
    case .missingField(let name, let subject): "\(subject) lacks \(name)"
    case .wrongType(let place, let wanted, let found):
      "\(text(of: place)) is \(found.kindName), not \(wanted)"
    case .emptyText(let place): "\(text(of: place)) is empty"
    }
  }

  private static func text(of place: MappingMistake.Place) -> String {
    switch place {
    case .field(let name): name
    case .element(let name): "one of \(name)"
    case .entry(let key, let name): "\(name)/\(key)"
    }
  }
}
