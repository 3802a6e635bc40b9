import Comparison
import Diagnostics
import Display
import Environments
package import YAML
import Kubernetes
import Values

extension EnvironmentList {
  /// The list for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("EnvironmentList")),
      ("foundBy", .string(configuration.found.rawValue)),
      ("file", configuration.file.map { .string($0.path) }),
      ("assumedRepository", configuration.assumedRepository.map { .string($0) }),
      ("environments", Node(configuration.environments.map { $0.json(&positions) })),
      ("leftOut", Node(configuration.leftOut.map { $0.json(&positions) })),
    ])
  }
}

extension Environment {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("name", .string(name)), ("from", source.map { .string($0) }),
      ("protected", .boolean(isProtected)), ("soak", soak.map { .string($0.description) }),
      (
        "waves",
        waves.isEmpty ? nil : Node(waves.map { wave in Node(wave.map { .string($0) }) })
      ),
      (
        "revision",
        revision.map {
          .object([("name", .string($0.name)), ("commit", .string($0.commit))])
        }
      ),
      ("location", origin?.json(&positions)),
      ("targets", Node(targets.map { $0.json(&positions) })),
    ])
  }
}

extension Target {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("app", app.isEmpty ? nil : .string(app)),
      ("cluster", cluster.isEmpty ? nil : .string(cluster)), ("path", .string(directory.path)),
      ("build", .string(build.sentence)), ("location", directory.location?.json(&positions)),
    ])
  }
}

extension LeftOut {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("name", .string(name)), ("subject", .string(subject.rawValue)),
      ("reason", .string(reason)), ("location", location?.json(&positions)),
    ])
  }
}
