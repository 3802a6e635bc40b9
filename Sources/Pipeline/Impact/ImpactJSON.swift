import Comparison
import Diagnostics
import Display
import Forecast
import Kubernetes
package import YAML

extension Impact {
  /// The impact for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("Impact")),
      ("from", .string(from)), ("to", .string(to)),
      ("environments", Node(environments.map { $0.json(&positions) })),
      ("unchanged", .integer(unchangedCount)),
      ("findings", Node(findings.map { $0.summary(&positions) })),
    ])
  }
}

extension EnvironmentImpact {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("name", .string(name)), ("protected", .boolean(isProtected)),
      (
        "restarts",
        Node(
          restarts.map { restart in
            .object([
              ("object", .string(restart.object.description)),
              ("replicas", restart.replicas.map { .string($0) }),
              ("moment", .string(restart.moment.rawValue)),
              ("reasons", Node(restart.reasons.map { .string($0) })),
            ])
          })
      ),
      (
        "rebuilds",
        Node(
          rebuilds.map { rebuild in
            .object([
              ("object", .string(rebuild.object.description)),
              ("advice", .string(rebuild.advice)),
              ("causes", Node(rebuild.causes.map { $0.summary(&positions) })),
            ])
          })
      ),
      (
        "prunings",
        Node(
          prunings.map { pruning in
            .object([
              ("object", .string(pruning.object.description)), ("loss", .string(pruning.loss)),
              ("keptBy", pruning.keptBy.map { .string($0) }),
              ("location", pruning.location?.json(&positions)),
            ])
          })
      ),
      (
        "images",
        Node(
          images.map { move in
            .object([
              ("old", move.old.map { .string($0) }), ("new", move.new.map { .string($0) }),
              ("objects", Node(move.objects.map { .string($0) })),
            ])
          })
      ),
      ("forecast", forecast?.json), ("change", diff.json),
    ])
  }
}
