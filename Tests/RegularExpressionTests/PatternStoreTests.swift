import RegularExpression
import Testing

struct PatternStoreTests {
  @Test func `a text is compiled once`() throws {
    let store = PatternStore()
    let first = try store.pattern("a+")
    #expect(try store.pattern("a+") === first)
    #expect(try store.pattern("b+") !== first)
  }

  @Test func `a text that is no pattern is refused as often as it is asked for`() {
    let store = PatternStore()
    for _ in 0..<2 {
      #expect(throws: InvalidPattern.self) { try store.pattern("(") }
    }
  }
}
