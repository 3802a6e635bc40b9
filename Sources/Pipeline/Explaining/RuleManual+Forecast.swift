import Forecast

extension RuleManual {
  /// What stops a rollout, or may; each rule brings its own text.
  static let forecast: [RuleEntry] = ObstacleRule.all.map { rule in
    RuleEntry(
      rule.id, rule.summary, why: rule.why, example: rule.examples.shown, fix: rule.instead)
  }
}
