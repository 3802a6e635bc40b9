import Admission
import Diagnostics
import Promotion

/// Every check, in the order in which they look at an environment.
let allChecks: [Check] = [.admission]

/// One way to look at an environment.
struct Check: Sendable {
  /// The name that a person would call it by.
  var name: String
  /// The check as parts that may be run at the same time.
  ///
  /// How the work is divided depends on the subject alone, and what the parts found is joined in
  /// their order, so that the outcome is the same however many run at once.
  var parts: @Sendable (CheckSubject) -> [CheckPart]
}

/// A part of a check.
typealias CheckPart = @Sendable () -> CheckOutcome

/// What checks look at.
struct CheckSubject: Sendable {
  var environment: RenderedEnvironment
  /// The environment as it is before a change; with it, objects that are in both are updates.
  var before: RenderedEnvironment?
  var policies: PolicySet
}

/// What a check found, and what it looked at.
struct CheckOutcome: Sendable {
  var diagnostics: [Diagnostic] = []
  /// The policies that were for at least one object.
  var matchedPolicies: Set<String> = []
  /// How many verdicts could not be reached.
  var undecided = 0

  static func += (left: inout CheckOutcome, right: CheckOutcome) {
    left.diagnostics += right.diagnostics
    left.matchedPolicies.formUnion(right.matchedPolicies)
    left.undecided += right.undecided
  }
}
