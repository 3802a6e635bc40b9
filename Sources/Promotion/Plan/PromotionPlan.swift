import Comparison
internal import Crypto
package import Diagnostics
import Display
package import Environments
package import Git
import Values
import YAML

/// What a promotion would do, and what it leaves alone.
package struct PromotionPlan: Sendable {
  /// The environment that changes come from.
  package let source: Environment
  /// The environment that they go to.
  package let target: Environment
  /// The commit whose source environment is promoted.
  package let sourceCommit: ObjectID
  /// The commit that the promotion is made upon.
  package let targetCommit: ObjectID
  /// The source commit of the promotion before this one, when the history has one.
  package let lastPromotion: ObjectID?
  /// Every field that differs, in the order of their files.
  package internal(set) var fields: [PlannedField]
  /// What it was asked to take.
  let choice: FieldChoice
  /// Sentences about what moves without something that belongs to it.
  package let warnings: [String]
  /// Why the holds of what moves are released; nil where they are not.
  package var releaseReason: String?
  /// How the commit is worded.
  var message = MessageTemplate.Message()
  /// What it takes back; nil for a promotion.
  package var undoing: Undoing?
  /// The pairs of files that differ.
  let merges: [PairedMerge]
  /// Where the source has what the target writes otherwise.
  let rewritten: [Location]
  /// What becomes of each path, where that is more than the fields say; nil for what the merges make.
  var results: [String: PathChange]?

  /// The fields that move.
  package var promoted: [PlannedField] { fields.filter(\.isPromoted) }

  /// The fields that were asked for, whatever becomes of them.
  var chosen: [PlannedField] { fields.filter { $0.decision != .keep(.excluded) } }

  /// The fields that both sides changed, as findings.
  package var conflicts: [Diagnostic] {
    fields.filter { $0.decision == .refuse }.map { planned in
      if undoing != nil { return .changedSince(planned, in: target.name) }
      return Diagnostic(
        rule: .promotionConflict, severity: .error,
        message: "\(planned.field) changed in both environments: "
          + "\(source.title) has \(planned.shown(planned.source)), "
          + "\(target.title) has \(planned.shown(planned.target))",
        primary: planned.target?.location ?? planned.source?.location,
        related: [Label("in \(source.title)", at: planned.source?.location)],
        help:
          "say which side wins: --take source, --take target, or follow and keep in pipeline.yaml",
        environments: [source.name, target.name])
    }
  }

  /// The name of the plan's change: equal changes have equal digests, whatever commit they start from.
  package var digest: String {
    var text = "\(undoing == nil ? source.title : "")\0\(target.title)\n"
    for field in promoted {
      let values = [field.target?.node, field.value].map { $0?.json ?? "\u{2}" }
      text += ([field.file, field.field.description] + values).joined(separator: "\0") + "\n"
    }
    return SHA256.hash(data: Array(text.utf8)).hexadecimal
  }

  /// The full name of the promotion's branch, which is made upon this plan's target commit and no other.
  package var branch: String { branches.name(of: digest, upon: targetCommit) }

  /// The branches of all such plans.
  var branches: PromotionBranches {
    undoing == nil
      ? PromotionBranches(from: source.name, to: target.name, wave: target.wave)
      : PromotionBranches(rollingBack: target.name, wave: target.wave)
  }
}

extension Diagnostic {
  fileprivate static func changedSince(
    _ planned: PlannedField, in environment: String
  ) -> Diagnostic {
    Diagnostic(
      rule: .promotionConflict, severity: .error,
      message: "\(planned.field) was changed again after the promotion: it was "
        + "\(planned.shown(planned.source)) before, and is \(planned.shown(planned.target)) today",
      primary: planned.target?.location ?? planned.source?.location,
      help: "say which it is to be, --take before or --take today, or leave it with --exclude",
      environments: [environment])
  }
}

extension PlannedField {
  fileprivate func shown(_ value: Difference.FieldValue?) -> String {
    value == nil ? "nothing" : shortText(value?.node).text
  }
}
