import Diagnostics
import Pipeline
import TestKit
import Testing

/// The manual has every rule that the sources report, and no other.
struct RuleManualTests {
  @Test func `every rule is explained once`() {
    let ids = RuleManual.entries.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids == ids.sorted())
  }

  @Test(arguments: RuleManual.entries)
  func `an entry says what it checks, why, and what to do`(_ entry: RuleEntry) {
    #expect(entry.summary.hasSuffix("."))
    #expect(entry.why.hasSuffix("."))
    #expect(!entry.fix.isEmpty && !entry.example.isEmpty)
    #expect(RuleManual.entry(entry.id) == entry)
  }

  @Test func `the manual names what the sources report`() throws {
    let areas = [
      "yaml", "pipeline", "kustomize", "policy", "promotion", "api", "test", "flux", "argo",
      "relations", "surprise", "secret", "exemption", "forecast", "upgrade",
    ]
    let used = try SourceText.sources().flatMap { $0.quotedRules(in: areas) }
    let known = Set(RuleManual.entries.map(\.id.text))
    #expect(Set(used).subtracting(known).sorted() == [])
    #expect(known.subtracting(used).sorted() == [])
  }
}
