import Diagnostics
import Testing

struct SpellingTests {
  @Test(arguments: [
    ("enviroments", "environments"), ("Policies", "policies"), ("pathh", "path"),
    ("form", "from"), ("nmae", "name"),
  ])
  func `a misspelled name finds the one that was meant`(name: String, meant: String) {
    let known = ["name", "path", "from", "policies", "environments"]
    #expect(Spelling.nearest(to: name, among: known) == meant)
  }

  @Test(arguments: ["replicas", "x", ""])
  func `a name that is like none finds none`(name: String) {
    #expect(Spelling.nearest(to: name, among: ["name", "path"]) == nil)
  }

  @Test func `the closest is meant, and of equally close ones the first`() {
    #expect(Spelling.nearest(to: "service", among: ["servics", "servicf", "service"]) == "service")
    #expect(Spelling.nearest(to: "service", among: ["serivcf", "servics", "servicf"]) == "servics")
  }

  @Test(arguments: [
    ("settings", "sttnigs", true), ("settings", "sttinsg", true), ("ab", "ba", true),
  ])
  func `swapped and missing letters add up`(name: String, meant: String, isClose: Bool) {
    #expect((Spelling.nearest(to: name, among: [meant]) != nil) == isClose)
    #expect(Spelling.nearest(to: name, among: [meant], within: 0) == nil)
  }
}
