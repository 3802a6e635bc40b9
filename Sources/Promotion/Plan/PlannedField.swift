import Comparison
package import Display

/// A field that differs between the two environments, with what is to become of it.
package struct PlannedField: Sendable {
  /// The path of the target's kustomization file.
  package var file: String
  /// The directory of the kustomization, relative to the environments'.
  package var directory: String
  /// What differs.
  package var field: PromotedField
  /// What the source has; nil for nothing.
  package var source: KustomizationFields.FieldValue?
  /// What the target has; nil for nothing.
  package var target: KustomizationFields.FieldValue?
  /// Which sides changed it since both were alike.
  package var classification: Classification
  /// What becomes of it.
  package var decision: Decision
  /// Whether a literal's generator is missing in the target and could not be added there: it makes
  /// an object of its own.
  var lacksGenerator = false

  /// What is done with a field, and why.
  package enum Decision: Hashable, Sendable {
    case promote(Reason)
    case keep(Reason)
    /// Both sides changed and nothing says which wins.
    case refuse
  }

  /// Why a field moves or stays.
  package enum Reason: Hashable, Sendable {
    /// Only the source changed.
    case pending
    /// A pattern of `follow` names it.
    case followed(String)
    /// A pattern of `keep` names it.
    case kept(String)
    /// The target has nothing there.
    case absent
    /// It has the same old and new values as what moves.
    case coupled(to: PromotedField)
    /// The caller chose the side.
    case preferred
    /// The target's own value.
    case environmentSpecific
    /// It never was alike on both sides.
    case undecided
    /// Its generator makes an object that the target does not have.
    case missingGenerator
    /// A pattern of `--exclude` names it, or none of `--only` does.
    case excluded
  }

  /// Whether the field moves.
  package var isPromoted: Bool {
    if case .promote = decision { return true }
    return false
  }

  /// For people: `1.4.1 → 1.4.2`.
  package var change: Shown {
    "\(target?.shortText ?? "(absent)") → \(source?.shortText ?? "(absent)")"
  }
}

extension PlannedField.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .pending: "changed in the source only"
    case .followed(let pattern): "follows the source (\(pattern))"
    case .kept(let pattern): "stays with the environment (\(pattern))"
    case .absent: "the target lacks it"
    case .coupled(let field): "moves with \(field)"
    case .preferred: "as asked for"
    case .environmentSpecific: "the environment's own value"
    case .undecided: "never was alike in both; name it in `follow` or `keep`"
    case .missingGenerator: "the target has no generator of this name to add it to"
    case .excluded: "left out this time"
    }
  }
}
