package import Diagnostics
package import Display
import Kubernetes
package import YAML

extension SemanticDiff {
  /// The differences for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("Diff")),
      ("from", .string(from)), ("to", .string(to)), ("alike", .integer(alikeCount)),
      ("objects", Node(objects.map { $0.json(&positions) })),
    ])
  }
}

extension ObjectChange {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("change", .string(kind.rawValue)), ("app", app.isEmpty ? nil : .string(app)),
      ("from", from?.json(&positions)), ("to", to?.json(&positions)),
      ("fields", Node(fields.map { $0.json(&positions) })),
    ])
  }
}

extension ObjectChange.Side {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object([
      ("apiVersion", .string(identity.gvk.apiVersion)), ("kind", .string(identity.gvk.kind)),
      ("namespace", identity.namespace.isEmpty ? nil : .string(identity.namespace)),
      ("name", .string(identity.name)), ("location", location?.json(&positions)),
      ("content", content),
    ])
  }
}

extension FieldChange {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    var (generator, kind): (Node?, Node?)
    switch cause {
    case .generatedName(let name): generator = .string(name)
    case .order: kind = .string("order")
    case .layout: kind = .string("layout")
    case .value: break
    }
    return .object([
      ("path", .string(path.description)), ("only", kind), ("old", old?.node),
      ("new", new?.node),
      ("oldLocation", old?.location?.json(&positions)),
      ("newLocation", new?.location?.json(&positions)), ("generatedBy", generator),
    ])
  }
}

extension Diagnostic {
  /// A finding in few words: rule, severity, message and place.
  package func summary(_ positions: inout SourcePositions) -> Node {
    .object([
      ("rule", .string(rule.text)), ("severity", .string(severity.rawValue)),
      ("message", .string(message)), ("location", primary?.json(&positions)),
      ("object", object.map { .string($0) }), ("field", field.map { .string($0) }),
      ("help", help.map { .string($0) }),
    ])
  }
}
