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
}
