import Kubernetes
import Testing

struct LabelQueryTests {
  private let labels = ["app": "web", "tier": "front", "size": "7"]

  @Test(arguments: [
    ("", true), ("app=web", true), ("app == web , tier!=back", true), ("app=api", false),
    ("tier in (front, back)", true), ("tier notin (front)", false), ("missing notin (x)", true),
    ("app", true), ("!app", false), ("!missing", true), ("size>6", true), ("size<7", false),
    ("app>1", false),
  ])
  func `a query asks about labels`(text: String, holds: Bool) throws {
    #expect(try #require(LabelQuery(text)).matches(labels) == holds)
  }

  @Test(arguments: ["app=web,", ",app", "app in", "app in (a", "size>x", "a b", "=a", "!"])
  func `text of another form is no query`(text: String) { #expect(LabelQuery(text) == nil) }

  @Test func `an empty query is told apart`() throws {
    #expect(try #require(LabelQuery("  ")).isEmpty)
    #expect(try !#require(LabelQuery("a")).isEmpty)
  }
}
