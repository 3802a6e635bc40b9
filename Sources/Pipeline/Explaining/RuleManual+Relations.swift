import Diagnostics
import Relations

extension RuleManual {
  /// What the relations between objects report; each rule brings its own text.
  static let relations: [RuleEntry] =
    RelationRules.all.map { rule in
      RuleEntry(
        rule.id, rule.summary, why: rule.why, example: rule.examples.shown, fix: rule.instead)
    } + environments

  private static let environments = [
    RuleEntry(
      "relations/foreign-namespace",
      "An environment puts nothing into a namespace that is called after another one.",
      why:
        "Two environments that own one namespace overwrite each other's objects, and removing one "
        + "takes the other's away.",
      example: "namespace: shop-staging   # in production/kustomization.yaml",
      fix: "Name the environment's own namespace."),
    RuleEntry(
      "relations/without-namespace",
      "The objects of an environment go to a namespace where those of its twin do.",
      why:
        "They land in default, beside whatever else was forgotten there, and where they should be "
        + "is nothing.",
      example: "resources: [../base]   # and no namespace:, which staging has",
      fix: "Add namespace: to the kustomization."),
  ]
}
