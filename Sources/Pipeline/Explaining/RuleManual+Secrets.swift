import Secrets

extension RuleManual {
  /// What stands in the repository and should not, as the rules themselves say it.
  static let secret: [RuleEntry] = SecretRule.all.map { rule in
    RuleEntry(
      rule.id, rule.manual.check, why: rule.manual.reason,
      example: rule.examples.failing[0].shown, fix: rule.manual.instead)
  }
}
