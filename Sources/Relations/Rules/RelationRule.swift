package import Diagnostics

/// One thing that must hold between the objects of an environment.
package struct RelationRule: Sendable {
  /// The rule's id: `relations/dangling-service`.
  package let id: RuleID
  /// What it checks: one sentence.
  package let summary: String
  /// Why it matters, in sentences.
  package var why: String { manual.why() }
  /// What to do instead.
  package var instead: String { manual.instead() }
  /// Sources that it finds fault with, and such that it does not; the first fault is shown to people.
  package var examples: Examples { manual.examples() }
  /// Whether its findings say that something is not there, which may be among what is not at hand of
  /// an environment.
  package let needsAll: Bool
  /// What only a reader asks for: a check makes none of it.
  private let manual:
    (
      why: @Sendable () -> String, instead: @Sendable () -> String,
      examples: @Sendable () -> Examples
    )
  private let look: @Sendable (ObjectGraph, RuleID) -> [Diagnostic]

  init(
    _ id: RuleID, _ summary: String, why: @autoclosure @escaping @Sendable () -> String,
    instead: @autoclosure @escaping @Sendable () -> String,
    examples: @autoclosure @escaping @Sendable () -> Examples, needsAll: Bool = true,
    _ look: @escaping @Sendable (ObjectGraph, RuleID) -> [Diagnostic]
  ) {
    self.id = id
    self.summary = summary
    manual = (why, instead, examples)
    self.needsAll = needsAll
    self.look = look
  }

  /// What the rule finds among the objects of an environment, in their order.
  ///
  /// Of what is not there and a file of an object asks for several times the first is told, with the others.
  package func findings(in graph: ObjectGraph) -> [Diagnostic] {
    let findings = look(graph, id)
    guard findings.count > 1, id.text.contains("/missing-") else { return findings }
    var told: [[String]: Int] = [:]
    var result: [Diagnostic] = []
    for finding in findings {
      let cause = [finding.object, finding.message, finding.primary?.file.path].map { $0 ?? "" }
      guard let first = told[cause] else {
        told[cause] = result.count
        result.append(finding)
        continue
      }
      guard finding.primary != result[first].primary else { continue }
      result[first].related.append(Label("so it is here", at: finding.primary))
    }
    return result
  }

  /// Streams of manifests, each the whole of an environment.
  package struct Examples: Sendable {
    /// Such that the rule has nothing to say of.
    package let passing: [String]
    /// Such that it finds fault with, each with a mark before the place and the sentence that it says.
    package let failing: [(source: String, message: String)]

    /// The first fault without its mark.
    package var shown: String {
      let source = (failing.first?.source ?? "").filter { character in
        !character.unicodeScalars.contains("\u{20E3}")
      }
      return source.hasSuffix("\n") ? String(source.dropLast()) : source
    }

    /// The line that stands between two targets of one environment.
    package static let betweenTargets = "# Another target:\n"
  }
}

extension ObjectGraph {
  /// What every rule has to say of the environment, in the order of the rules.
  package var findings: [Diagnostic] { RelationRules.all.flatMap { $0.findings(in: self) } }
}
