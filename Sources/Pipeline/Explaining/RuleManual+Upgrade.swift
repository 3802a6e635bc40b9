import Diagnostics

extension RuleManual {
  /// What `sluice upgrade` tells beside what the checks find.
  static let upgrade: [RuleEntry] = [
    RuleEntry(
      "upgrade/changed-default", "A release of the server fills in what another does not.",
      why: "The object changes though no file does, and a diff against the cluster shows it.",
      example: "updateStrategy: {type: RollingUpdate}   # 1.37 adds maxUnavailable: 1",
      fix: "Write the value that is meant, if it is not the release's."),
    RuleEntry(
      "upgrade/dropped-field", "A release of the server takes a field and does not store it.",
      why: "Its feature is off there: what the file says has no effect, and nobody is told.",
      example: "emptyDir: {mode: 448}   # known to 1.37, and off",
      fix: "Delete the field, or turn the feature on in the cluster."),
    RuleEntry(
      "upgrade/kept-field", "A release of the server stores a field that another drops.",
      why: "What was written without effect takes effect with the upgrade.",
      example: "rollingUpdate: {maxUnavailable: 3}   # of a StatefulSet, dropped by 1.36",
      fix: "Look whether the value is still meant before the upgrade."),
  ]
}
