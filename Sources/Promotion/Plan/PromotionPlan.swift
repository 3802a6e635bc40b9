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
  package let fields: [PlannedField]
  /// Sentences about what moves without something that belongs to it.
  package let warnings: [String]

  /// The fields that move.
  package var promoted: [PlannedField] { fields.filter(\.isPromoted) }

  /// The fields that both sides changed, as findings.
  package var conflicts: [Diagnostic] {
    fields.filter { $0.decision == .refuse }.map { planned in
      Diagnostic(
        rule: .promotionConflict, severity: .error,
        message: "\(planned.field) changed in both environments: "
          + "\(source.name) has \(planned.source?.shortText.text ?? "nothing"), "
          + "\(target.name) has \(planned.target?.shortText.text ?? "nothing")",
        primary: planned.target?.location ?? planned.source?.location,
        related: [Label("in \(source.name)", at: planned.source?.location)],
        help:
          "say which side wins: --take source, --take target, or follow and keep in pipeline.yaml",
        environments: [source.name, target.name])
    }
  }

  /// The name of the plan's change: equal changes have equal digests, whatever commit they start from.
  package var digest: String {
    var text = "\(source.name)\0\(target.name)\n"
    for field in promoted {
      let members = { (value: KustomizationFields.FieldValue?) in
        value?.members.map { "\($0.key)=\($0.scalar.text)" }.joined(separator: "\u{1}") ?? "\u{2}"
      }
      text +=
        [field.file, field.field.description, members(field.target), members(field.source)]
        .joined(separator: "\0") + "\n"
    }
    return SHA256.hash(data: Array(text.utf8)).hexadecimal
  }

  /// The full name of the promotion's branch, which is made upon this plan's target commit and no other.
  package var branch: String {
    PromotionBranches(from: source.name, to: target.name).name(of: digest, upon: targetCommit)
  }
}
