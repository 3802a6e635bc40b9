import Diagnostics

/// Every check, in the order in which they look at an environment.
let allChecks: [Check] = [.validation, .admission]

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

/// What a check found, and what it looked at.
struct CheckOutcome: Sendable {
  var diagnostics: [Diagnostic] = []
  /// The policies that were for at least one object.
  var matchedPolicies: Set<String> = []
  /// How many verdicts could not be reached.
  var undecided = 0
  /// The kinds that no schema is known for, with how many of their objects went unchecked.
  var uncheckedKinds: [String: Int] = [:]

  static func += (left: inout CheckOutcome, right: CheckOutcome) {
    left.diagnostics += right.diagnostics
    left.matchedPolicies.formUnion(right.matchedPolicies)
    left.undecided += right.undecided
    left.uncheckedKinds.merge(right.uncheckedKinds, uniquingKeysWith: +)
  }
}
