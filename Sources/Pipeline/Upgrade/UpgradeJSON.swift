import Comparison
import Diagnostics
import Display
import Kubernetes
package import YAML

extension Upgrade {
  /// The summary for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    func list(_ findings: [Diagnostic]) -> Node {
      Node(
        findings.map { finding in
          .object([
            ("finding", finding.summary(&positions)),
            ("environments", Node(finding.environments.map { .string($0) })),
          ])
        })
    }
    let warnings = warned.map { finding in
      Node.object([
        ("finding", finding.summary(&positions)),
        ("environments", Node(finding.environments.map { .string($0) })),
        ("before", .boolean(warnedBefore.contains(finding.fingerprint))),
      ])
    }
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("Upgrade")),
      ("from", .string(from.description)), ("to", .string(to.description)),
      ("objects", .integer(objects)), ("complete", .boolean(!isIncomplete)),
      ("breaks", list(breaks)), ("warned", Node(warnings)), ("possible", list(possible)),
      ("storedOtherwise", list(storedOtherwise)),
    ])
  }
}
