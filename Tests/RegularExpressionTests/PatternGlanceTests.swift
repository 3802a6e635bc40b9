import Testing

@testable import RegularExpression

struct PatternGlanceTests {
  @Test(arguments: [
    "", "abc", "^0+%?$", "@sha256:[0-9a-f]{64}$", "^[^@]*[^/@]:[^/:@]+$", #"\bAKIA[A-Z0-9]{16}\b"#,
    "(?i)(password|passwd|passphrase)$", #"^[^\s/$<{]\S{2,}\s*$"#, "^[A-Za-z0-9+/=_.~-]{16,}$",
    #"^(/.*|[a-z]+([.-][a-z]+)*([.-]v?[0-9]+)?)\s*$"#, #"(?i)(^|[\s;&|\x22\x27])\w*passw(or)?d="#,
    #"[\w-]{8,}[.]"#, "a{2,3}", "(?:a|b)+", "(|a)",
  ])
  func `usual patterns are told without compiling them`(_ source: String) throws {
    #expect(PatternGlance.isSurelyPattern(source))
    _ = try Pattern(source)
  }

  @Test(arguments: [
    "(", ")", "a)", "[", "[]", "[z-a]", "*", "a**", "a{3,2}", "a{1000}", "(a{9}){9}", #"\"#, #"\8"#,
    #"\pL"#, "(?P<n>a)", "(?<n>a)", "(?i:a)", "[[:alpha:]]", "^*", "a+?", "é", #"\x{1F}"#, "a{",
    #"[\d-z]"#, #"\x+1"#,
  ])
  func `of what is no pattern, or an unusual one, it says nothing`(_ source: String) {
    #expect(!PatternGlance.isSurelyPattern(source))
  }

  @Test func `whatever it calls a pattern compiles`() throws {
    var generator = SplitMix(state: 20)
    let parts = [
      "a", "B", "0", "9", "-", "^", "$", ".", "|", "(", ")", "(?:", "(?i)", "[", "]", "[^", "*",
      "+",
      "?", "{", "}", ",", "{2}", "{1,3}", "{,2}", "{100}", #"\"#, #"\d"#, #"\S"#, #"\b"#, #"\n"#,
      #"\x2"#, #"\x41"#, #"\-"#, "a-z", "z-a", ":", "]", ")", " ", "é",
    ]
    var patterns = 0
    for _ in 0..<50_000 {
      let count = Int.random(in: 1...9, using: &generator)
      let source = (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
      guard PatternGlance.isSurelyPattern(source) else { continue }
      patterns += 1
      _ = try Pattern(source)
    }
    #expect(patterns > 1000)
  }
}

/// Numbers that are the same in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
