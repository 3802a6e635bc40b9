package import Comparison
package import Diagnostics
import Display
import Environments
package import Git
package import YAML
import Kubernetes
import Values

/// A promotion for machines, under a versioned schema: its plan, and what came of it.
package struct PromotionReport: Sendable {
  /// What would be promoted.
  package var plan: PromotionPlan
  /// What it is made upon, as people call it.
  package var base: String
  /// What came of it.
  package var result = Result.planned
  /// What changes in the rendered target; nil where it was not rendered.
  package var delta: SemanticDiff?
  /// What becomes of the target's workloads over time; nil where it was not asked for, or none changes.
  package var forecast: Node?
  /// What differs all the same and the plan does not name; nil where it was not compared.
  package var uncovered: SemanticDiff?
  /// What was found on the way.
  package var findings: [Diagnostic] = []
  /// Earlier plans that are not merged.
  package var superseded: [SupersededBranch] = []
  /// What there is to say of the commit whose source is promoted.
  package var notes: [String] = []
  /// The promotion's commit.
  package var commit: ObjectID?

  /// How it ended.
  package enum Result: String, Sendable {
    /// It can be made, and was asked no further than that.
    case planned
    /// A new branch holds it.
    case promoted
    /// Its branch was there.
    case found
    /// It may not be made.
    case refused
    /// Nothing that may move differs.
    case nothing
  }

  package init(_ plan: PromotionPlan, upon base: String) {
    self.plan = plan
    self.base = base
  }

  /// The report as an object.
  package var json: Node {
    var positions = SourcePositions()
    return .object([
      ("apiVersion", .string("sluice.dev/v1alpha1")),
      ("kind", .string(plan.undoing == nil ? "Promotion" : "Rollback")),
      ("result", .string(result.rawValue)),
      ("from", plan.undoing == nil ? .string(plan.source.name) : nil),
      ("to", .string(plan.target.name)), ("wave", plan.target.wave.map { .integer($0) }),
      ("upon", .string(base)),
      ("sourceCommit", .string(plan.sourceCommit.hex)),
      ("targetCommit", .string(plan.targetCommit.hex)),
      (
        "undoes",
        plan.undoing.map { undoing in Node(undoing.promotions.map { .string($0.id.hex) }) }
      ),
      ("lastPromotion", plan.lastPromotion.map { .string($0.hex) }),
      ("branch", plan.promoted.isEmpty ? nil : .string(plan.branch)),
      ("digest", .string(plan.digest)), ("commit", commit.map { .string($0.hex) }),
      ("fields", Node(plan.fields.map { $0.json(&positions) })),
      ("warnings", Node(plan.warnings.map { .string($0) })),
      ("notes", Node(notes.map { .string($0) })),
      ("change", delta?.json), ("forecast", forecast), ("uncovered", uncovered?.json),
      ("findings", Node(findings.map { $0.summary(&positions) })),
      ("superseded", Node(superseded.map { .string($0.name) })),
    ])
  }
}

extension PlannedField {
  fileprivate func json(_ positions: inout SourcePositions) -> Node {
    let action: String
    let reason: Reason?
    switch decision {
    case .promote(let why): (action, reason) = ("promote", why)
    case .keep(let why): (action, reason) = ("keep", why)
    case .refuse: (action, reason) = ("refuse", nil)
    }
    return .object([
      ("file", .string(file)), ("field", .string(field.description)),
      ("action", .string(action)), ("reason", reason.map { .string($0.description) }),
      ("classification", .string(classification.rawValue)),
      ("ripe", soaking.map { .string($0.ripe.textInSeconds) }),
      ("source", source.map { _ in .string(sourceText) }),
      ("target", target.map { _ in .string(targetText) }),
      ("sourceLocation", source?.location?.json(&positions)),
      ("targetLocation", target?.location?.json(&positions)),
    ])
  }
}
