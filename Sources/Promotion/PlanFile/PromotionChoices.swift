import Diagnostics
package import Git
package import Values
import YAML

/// What a person asked of a promotion, as a plan's file keeps it.
package struct PromotionChoices: Hashable, Sendable {
  /// The name of the environment that changes come from.
  package var source: String
  /// The name of the one that they go to.
  package var target: String
  /// The commit whose source environment is promoted.
  package var sourceCommit: ObjectID
  /// The commit that the promotion was to be made upon.
  package var targetCommit: ObjectID
  /// Patterns of fields; when there are any, nothing else is taken.
  package var only: [String] = []
  /// Patterns of fields that are not taken.
  package var exclude: [String] = []
  /// Which side wins where both changed.
  package var preference: PromotionRequest.Side?
  /// Whether it goes against the order of the pipeline.
  package var isBackport = false
  /// The number of the wave that alone is promoted to; nil where there are none.
  package var wave: Int?
  /// Why what rollbacks took back may move again.
  package var releaseReason: String?
  /// When it was planned; nil where the time does not matter.
  package var moment: Timestamp?
  /// What whoever applies it must say again.
  package var terms: PlanTerms

  package init(
    from source: String, _ sourceCommit: ObjectID, to target: String, _ targetCommit: ObjectID,
    on terms: PlanTerms
  ) {
    (self.source, self.sourceCommit) = (source, sourceCommit)
    (self.target, self.targetCommit) = (target, targetCommit)
    self.terms = terms
  }
}

// MARK: - In a file

extension PromotionChoices {
  var node: Node {
    .object([
      ("from", .string(source)), ("sourceCommit", .string(sourceCommit.hex)),
      ("to", .string(target)), ("targetCommit", .string(targetCommit.hex)),
      ("only", Node(only.map { .string($0) })), ("exclude", Node(exclude.map { .string($0) })),
      ("take", preference.map { .string($0.rawValue) }), ("backport", .boolean(isBackport)),
      ("wave", wave.map { .integer($0) }),
      ("releaseHold", releaseReason.map { .string($0) }),
      ("at", moment.map { .string($0.textInSeconds) }),
      ("onto", .string(terms.onto)), ("config", terms.configuration.map { .string($0) }),
      ("override", terms.override.map { .string($0) }),
    ])
  }

  /// Every field that a request may have.
  static let fields = [
    "from", "sourceCommit", "to", "targetCommit", "only", "exclude", "take", "backport",
    "wave", "releaseHold", "at", "onto", "config", "override",
  ]

  /// Reads a request; nil where something of it cannot be, which the log has then.
  init?(_ fields: StrictMapping) {
    func commit(_ name: String) -> ObjectID? {
      guard let text = fields.requiredText(name) else { return nil }
      guard let id = ObjectID(hex: text.value) else {
        fields.log.error(
          .promotionPlan, "\(name) must be the id of a commit", at: text.location)
        return nil
      }
      return id
    }
    let (source, target) = (fields.requiredText("from"), fields.requiredText("to"))
    let (sourceCommit, targetCommit) = (commit("sourceCommit"), commit("targetCommit"))
    guard let source, let target, let sourceCommit, let targetCommit,
      let onto = fields.requiredText("onto")
    else { return nil }
    self.init(
      from: source.value, sourceCommit, to: target.value, targetCommit,
      on: PlanTerms(
        onto: onto.value, configuration: fields.text("config")?.value,
        override: fields.text("override")?.value))
    only = fields.texts("only").map(\.value)
    exclude = fields.texts("exclude").map(\.value)
    if let take = fields.text("take") {
      preference = PromotionRequest.Side(rawValue: take.value)
      if preference == nil {
        fields.log.error(
          .promotionPlan, "take must be source or target", at: take.location)
      }
    }
    isBackport = fields.flag("backport")
    wave = fields.integer("wave")?.value
    releaseReason = fields.text("releaseHold")?.value
    if let at = fields.text("at") {
      moment = Timestamp(at.value)
      if moment == nil {
        fields.log.error(.promotionPlan, "at must be a time", at: at.location)
      }
    }
  }
}
