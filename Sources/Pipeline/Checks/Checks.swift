import Admission
import Diagnostics
import Kubernetes
import Promotion

/// Every check, in the order in which they look at an environment.
let allChecks: [Check] = [.admission]

/// One way to look at an environment.
struct Check: Sendable {
  /// The name that a person would call it by.
  var name: String
  var run: @Sendable (CheckSubject) -> CheckOutcome
}

/// What checks look at.
struct CheckSubject: Sendable {
  var environment: RenderedEnvironment
  /// The environment as it is before a change; with it, objects that are in both are updates.
  var before: RenderedEnvironment?
  var policies: LoadedPolicies

  /// The object as it is before the change.
  func previous(_ object: KubernetesObject) -> KubernetesObject? {
    before?.objects.first { $0.identity == object.identity }
  }
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
