package import Display
package import YAML

/// A field that differs between the two environments, with what is to become of it.
package struct PlannedField: Sendable {
  /// What differs.
  package let difference: Difference
  /// The path of the target's file, which may not be there yet.
  package let file: String
  /// The path of the source's file, which may not be there any more.
  package let sourceFile: String
  /// The apps that the file is part of; none where an environment is a single target.
  package let apps: [String]
  /// The clusters that the target's file is part of; none where nothing names them.
  package let clusters: [String]
  /// What the source's clusters do not agree on; nil where they do, or where it has but one.
  package let disagreement: ClusterDisagreement?
  /// Which sides changed it since both were alike.
  package var classification: Classification
  /// What the target is to say where the field moves; nil for nothing.
  package var value: Node?
  /// What becomes of it.
  package var decision: Decision
  /// Whether the target went back to what the source had earlier, or it itself before a promotion.
  package var isBehind = false
  /// Whether pipeline.yaml declares it, outside of what environments are made of.
  package var isDeclared = false
  /// How the target writes it otherwise than the source.
  var rewritings: [ValueRewriting] = []
  /// Whether a policy of either environment wishes its value to be shown nowhere.
  var isHidden = false
  /// Why it is not ripe; nil for what is, and for what would not move anyway.
  package var soaking: Soaking?
  /// The holds that it is under.
  package var holds: [Hold] = []

  /// What differs.
  package var field: PromotedField { difference.field }
  /// What the source has; nil for nothing.
  package var source: Difference.FieldValue? { difference.source }
  /// What the target has; nil for nothing.
  package var target: Difference.FieldValue? { difference.target }

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
    /// The target went back to an older value.
    case behind
    /// A pattern of `follow` names it.
    case followed(String)
    /// A pattern of `keep` names it.
    case kept(String)
    /// It has the same old and new values as what moves.
    case coupled(to: PromotedField)
    /// The caller chose the side.
    case preferred
    /// The target's own value.
    case environmentSpecific
    /// The target changed it by itself.
    case hotfix
    /// It never was alike on both sides.
    case undecided
    /// pipeline.yaml says of it that it is promoted.
    case declared
    /// Something that is promoted names the file.
    case named
    /// Nothing of the target names the file.
    case unreferenced
    /// A pattern of `--exclude` names it, or none of `--only` does.
    case excluded
    /// A rollback took it back, and nobody released it.
    case held(Hold)
    /// It has not been in the source for as long as it must.
    case soaking(Soaking)
    /// The source's clusters do not have it alike.
    case disagreement(ClusterDisagreement)
    /// It goes back to what it was before a promotion.
    case undone
  }

  /// Whether the field moves.
  package var isPromoted: Bool {
    if case .promote = decision { return true }
    return false
  }

  /// Whether it would move and stays for now, so that it is pending for the next promotion too.
  var isWaiting: Bool {
    switch decision {
    case .keep(.held), .keep(.soaking): true
    case .keep(.disagreement(let disagreement)): disagreement.isOfValues
    case .keep, .promote, .refuse: false
    }
  }

  /// For people: `1.4.1 → 1.4.2`.
  package var change: Shown {
    "\(shortText(target?.node)) → \(shortText(isPromoted ? value : source?.node))"
  }
}

extension PlannedField.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .pending: "changed in the source only"
    case .behind: "the target went back to an older value"
    case .followed(let pattern): "follows the source (\(pattern))"
    case .kept(let pattern): "stays with the environment (\(pattern))"
    case .coupled(let field): "moves with \(field)"
    case .preferred: "as asked for"
    case .environmentSpecific: "the environment's own value"
    case .hotfix: "a hotfix: changed in the target only; --take source undoes it"
    case .undecided: "never was alike in both; name it in `follow` or `keep`"
    case .declared: "declared in pipeline.yaml"
    case .named: "something that is promoted names it"
    case .unreferenced: "nothing in the target names it"
    case .excluded: "left out this time"
    case .held(let hold): "\(hold)"
    case .soaking(let soaking): "not ripe: \(soaking)"
    case .disagreement(let disagreement): "\(disagreement)"
    case .undone: "as it was before"
    }
  }
}
