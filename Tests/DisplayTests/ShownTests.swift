import Display
import Testing

struct ShownTests {
  @Test func `own words stand as they are and data on one line`() {
    let data = "a\nb\u{1B}[31m"
    let shown: Shown = "one\n\(data) \(3)\n"
    #expect(shown.text == "one\na␊b␛[31m 3\n")
    #expect(Shown(lines: "a\nb\u{7}\n").text == "a\nb␇\n")
    #expect(Shown("abcdef", limit: 4).text == "abc…")
  }

  @Test(arguments: [
    ("", "::error::x", ":\\u{3A}error::x"),
    (" \u{A0}\u{2003}", "::error", " \u{A0}\u{2003}:\\u{3A}error"),
    (":", ":stop-commands::x", ":\\u{3A}stop-commands::x"), ("a", "::error", "a::error"),
    ("##", "[group]x", "##⟦group]x"), ("##v", "so[task]", "##vso⟦task]"), ("#", "[x]", "#[x]"),
  ])
  func `parts that make a command together do not`(
    _ first: String, _ second: String, _ expected: String
  ) {
    let (left, right) = (Shown(first), Shown(second))
    #expect("\(left)\(right)" as Shown == left + right)
    #expect((left + right).text == expected)
    #expect(("line\n" + left + right).text == "line\n" + expected)
  }

  @Test func `colours are set where they are asked for`() {
    let shown: Shown = "\("a", .removed)\("b", .added) \("::", .bold)"
    #expect(shown.text == "ab ::")
    #expect(
      String(decoding: shown.rendered(color: true), as: UTF8.self)
        == "\u{1B}[31ma\u{1B}[0m\u{1B}[32mb\u{1B}[0m \u{1B}[1m::\u{1B}[0m")
  }

  @Test func `a colour does not hide a command`() {
    let shown: Shown = "  \("::error", .dim)"
    #expect(
      String(decoding: shown.rendered(color: true), as: UTF8.self)
        == "  \u{1B}[2m:\\u{3A}error\u{1B}[0m")
  }

  @Test func `nothing that is put together from hostile pieces is active`() {
    let pieces = [
      ":", "::", "#", "##", "[", "vso", " ", "\n", "\u{1B}", "\u{9B}", "\u{202E}", "\u{E000}", "a",
    ]
    var generator = LinearCongruential(state: 7)
    for _ in 0..<2000 {
      var shown = Shown()
      for _ in 0..<6 {
        let piece = pieces.randomElement(using: &generator) ?? ""
        shown += piece == "\n" && Bool.random(using: &generator) ? "\n" : Shown(piece)
      }
      let text = shown.text
      for line in text.split(separator: "\n") {
        let trimmed = line.drop { $0.isWhitespace }
        #expect(!trimmed.hasPrefix("::") && !line.contains("##[") && !line.contains("##vso["))
      }
      #expect(!text.unicodeScalars.contains { $0.value != 10 && $0.value < 0x20 || $0 == "\u{9B}" })
    }
  }

  @Test func `XML and workflow commands keep data within its place`() {
    let data = "<a b=\"c\">&\u{1}\n::x"
    let xml: XMLText = "<m v=\"\(data)\"/>"
    #expect(
      String(decoding: xml.finished().bytes, as: UTF8.self)
        == "<m v=\"&lt;a b=&quot;c&quot;&gt;&amp;␁&#10;::x\"/>")
    let commands: WorkflowCommands = "::error file=\(property: "a,b:c%")::\("%0A\n::x")\n"
    #expect(
      String(decoding: commands.finished().bytes, as: UTF8.self)
        == "::error file=a%2Cb%3Ac%25::%250A␊::x\n")
  }

  @Test(arguments: [
    ("name", "name"), ("abcdefghij", "abcdefghij"), ("abcdefghijk", "abcdef…ijk"),
    ("服務名稱很長的名", "服務名…名"), ("\u{202E}abcd", "…bcd"),
  ])
  func `what takes more columns than it has is cut in its middle`(data: String, shown: Shown) {
    #expect(Shown(data, columns: 10) == shown)
    #expect(Shown(data, columns: 10).width <= 10)
  }
}

/// A generator whose numbers follow from its state alone.
private struct LinearCongruential: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}
