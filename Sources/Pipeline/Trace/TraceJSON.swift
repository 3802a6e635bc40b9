import Comparison
import Diagnostics
import Display
import Kubernetes
import Kustomize
package import YAML

extension ObjectTrace {
  /// The trace for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("Trace")),
      ("environment", .string(environment)),
      (
        "object",
        .object([
          ("apiVersion", .string(identity.gvk.apiVersion)), ("kind", .string(identity.gvk.kind)),
          ("namespace", identity.namespace.isEmpty ? nil : .string(identity.namespace)),
          ("name", .string(identity.name)), ("location", definition?.json(&positions)),
        ])
      ),
      ("deletion", deletion?.json(&positions)),
      ("field", field.map { .string($0.description) }),
      ("fields", Node(fields.map { $0.json(&positions) })),
    ])
  }
}

extension FieldTrace {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("path", .string(path.description)),
      ("settings", Node(settings.map { $0.json(&positions) })),
    ])
  }
}

extension FieldTrace.Setting {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("step", .string(setter.name)), ("value", value.map { Node($0) }),
      ("removed", isRemoval ? .boolean(true) : nil),
      ("source", isSource ? .boolean(true) : nil),
      ("location", location?.json(&positions)),
    ])
  }
}
