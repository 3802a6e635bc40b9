import Comparison
import Environments
import Git
package import YAML

extension PromotionPlan {
  /// The plan for machines, under a versioned schema.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")), ("kind", .string("PromotionPlan")),
      ("from", .string(source.name)), ("to", .string(target.name)),
      ("sourceCommit", .string(sourceCommit.hex)), ("targetCommit", .string(targetCommit.hex)),
      ("lastPromotion", lastPromotion.map { .string($0.hex) }), ("digest", .string(digest)),
      ("branch", .string(branch)), ("fields", Node(fields.map { $0.json(&positions) })),
      ("warnings", Node(warnings.map { .string($0) })),
    ])
  }
}

extension PlannedField {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    let (verb, reason): (String, String?)
    switch decision {
    case .promote(let why): (verb, reason) = ("promote", why.description)
    case .keep(let why): (verb, reason) = ("keep", why.description)
    case .refuse: (verb, reason) = ("refuse", nil)
    }
    return .object([
      ("file", .string(file)), ("field", .string(field.description)),
      ("class", .string(classification.rawValue)), ("decision", .string(verb)),
      ("reason", reason.map { .string($0) }), ("source", source?.json(&positions)),
      ("target", target?.json(&positions)),
    ])
  }
}

extension KustomizationFields.FieldValue {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    .object(
      members.map { ($0.key, .string($0.scalar.text)) } + [("location", location?.json(&positions))]
    )
  }
}
