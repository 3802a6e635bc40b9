import Diagnostics
import Kubernetes
import Relations
import TestKit
import Testing
import YAML

/// Each rule finds fault with its failing examples, where they are marked, and with nothing else.
struct RelationExampleTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let rule: RelationRule
    let source: String
    var message: String?
    var testDescription: String { "\(rule.id): \(message ?? "nothing")" }
  }

  private static let failing = RelationRules.all.flatMap { rule in
    rule.examples.failing.map { Example(rule: rule, source: $0.source, message: $0.message) }
  }
  private static let passing = RelationRules.all.flatMap { rule in
    rule.examples.passing.map { Example(rule: rule, source: $0) }
  }

  @Test(arguments: failing)
  func `a failing example is reported where it is marked`(_ example: Example) throws {
    let marked = MarkedSource(example.source)
    let findings = example.rule.findings(in: try graph(of: marked))
    #expect(findings.map(\.message) == [example.message])
    #expect(findings.map { $0.primary?.range.lowerBound } == marked.offsets)
    #expect(findings.allSatisfy { $0.rule == example.rule.id && $0.object != nil })
  }

  @Test(arguments: passing)
  func `a passing example is not reported`(_ example: Example) throws {
    #expect(example.rule.findings(in: try graph(of: MarkedSource(example.source))) == [])
  }

  @Test(arguments: RelationRules.all)
  func `a rule has examples of both`(_ rule: RelationRule) {
    #expect(!rule.examples.failing.isEmpty && !rule.examples.passing.isEmpty)
    #expect(rule.summary.hasSuffix(".") && rule.why.hasSuffix(".") && rule.instead.hasSuffix("."))
  }

  /// The objects of a stream, the parts between whose targets are files of their own places.
  private func graph(of source: MarkedSource) throws -> ObjectGraph {
    let text = String(decoding: source.bytes, as: UTF8.self)
    let mark = RelationRule.Examples.betweenTargets
    let parts = text.split(separator: mark).map(String.init)
    var offset = 0
    var targets: [[KubernetesObject]] = []
    for part in parts {
      // Blanks before a part keep its offsets those of the whole.
      let file = SourceFile(
        path: "example.yaml", text: String(repeating: "\n", count: offset) + part)
      let parsed = file.parsed(as: .kubernetes)
      try #require(parsed.errors.isEmpty, "\(part)")
      targets.append(parsed.documents.filter { !$0.isEmpty }.map { KubernetesObject($0.root) })
      offset += part.utf8.count + mark.utf8.count
    }
    return ObjectGraph(targets)
  }
}
