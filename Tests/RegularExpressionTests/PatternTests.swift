import RegularExpression
import Testing

@Suite struct PatternTests {
  @Test func `a pattern matches anywhere`() throws {
    let pattern = try Pattern("[0-9]+")
    #expect(pattern.matches("abc 123"))
    #expect(!pattern.matches(""))
  }

  @Test func `a lazy pattern is the same pattern, and none where the text is none`() {
    let lazy = LazyPattern("^a+$")
    #expect(lazy.pattern?.matches("aa") == true)
    #expect(lazy.pattern === lazy.pattern)
    #expect(LazyPattern("(").pattern == nil)
  }

  @Test func `a match has the byte ranges of its groups`() throws {
    let pattern = try Pattern("(?P<key>\\w+)=(x)?(\\w*)")
    let match = try #require(pattern.firstMatch(in: "é a=b"))
    #expect(match.groups == [3..<6, 3..<4, nil, 5..<6])
    #expect(pattern.groupCount == 3)
    #expect(pattern.name(ofGroup: 1) == "key")
    #expect(pattern.name(ofGroup: 2) == nil)
  }

  @Test func `a group that matched nothing in empty text took part`() throws {
    let match = try #require(try Pattern("(a*)(b)?").firstMatch(in: ""))
    #expect(match.groups == [0..<0, 0..<0, nil])
  }

  @Test(arguments: [
    ("a", "banana", [1..<2, 3..<4, 5..<6]), ("a*", "baac", [0..<0, 1..<3, 4..<4]),
    ("", "é", [0..<0, 2..<2]), ("x", "banana", []),
  ])
  func `matches go from left to right and an empty one never follows another`(
    source: String, text: String, ranges: [Range<Int>]
  ) throws {
    #expect(try Pattern(source).matches(in: text).map(\.range) == ranges)
  }

  @Test func `no more matches are looked for than asked for`() throws {
    #expect(try Pattern("a").matches(in: "banana", limit: 2).count == 2)
    #expect(try Pattern("a").matches(in: "banana", limit: 0).isEmpty)
  }

  @Test func `a replacement is taken literally`() throws {
    let pattern = try Pattern("(a)n")
    #expect(pattern.replacingMatches(in: "banana", with: "\\1$1") == "b\\1$1\\1$1a")
  }

  @Test func `a replacement can depend on the match`() throws {
    let pattern = try Pattern("[a-z]+")
    let result = pattern.replacingMatches(in: "ab 1 cde") { match, _ in
      Array(String(match.range.count).utf8)
    }
    #expect(result == "2 1 3")
  }

  @Test(arguments: [
    ("(", "missing )", "("), ("(?=a)", "invalid perl operator", "(?="),
    ("(a)\\1", "invalid escape sequence", "\\1"), ("a{1001}", "invalid repetition size", "{1001}"),
  ])
  func `an invalid pattern says why and which part`(
    source: String, reason: String, fragment: String
  ) {
    let error = #expect(throws: InvalidPattern.self) { try Pattern(source) }
    #expect(error?.reason == reason)
    #expect(error?.fragment == fragment)
    #expect(error?.pattern == source)
  }

  @Test func `a pattern that needs more memory than its budget is invalid`() {
    let source = String(repeating: "[a-z]{1,100}", count: 100)
    #expect(throws: InvalidPattern.self) { try Pattern(source, memoryBudget: 1 << 12) }
  }

  @Test func `time is linear where backtracking would be exponential`() throws {
    let pattern = try Pattern("(a+)+b")
    let text = String(repeating: "a", count: 100_000)
    let duration = ContinuousClock().measure { _ = pattern.matches(text) }
    #expect(duration < .seconds(1))
  }

  @Test func `case is ignored when asked`() throws {
    #expect(try Pattern("abc", caseSensitive: false).matches("xABC"))
  }

  @Test func `bytes need not be text`() throws {
    let match = try Pattern("b+").firstMatch(in: [0xFF, 0x62, 0x62, 0x00])
    #expect(match?.range == 1..<3)
  }
}

@Suite struct PatternSetTests {
  @Test func `a set names all patterns that match`() throws {
    let set = try PatternSet(["AKIA[0-9A-Z]{16}", "[0-9]+", "zzz"])
    #expect(set.matches(in: "key AKIAIOSFODNN7EXAMPLE") == [0, 1])
    #expect(set.matches(in: "none") == [])
    #expect(set.matches(in: Array("7zzz".utf8)) == [1, 2])
  }

  @Test func `an empty set matches nothing`() throws {
    #expect(try PatternSet([]).matches(in: "a") == [])
  }

  @Test func `an invalid pattern of a set is named`() {
    let error = #expect(throws: InvalidPattern.self) { try PatternSet(["a", "("]) }
    #expect(error?.pattern == "(")
  }

  @Test func `many tasks may use one set`() async throws {
    let set = try PatternSet(["a", "b"])
    let counts = await withTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask { set.matches(in: number.isMultiple(of: 2) ? "a" : "ab")?.count ?? -1 }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.sorted() == [1, 1, 1, 1, 2, 2, 2, 2])
  }
}
