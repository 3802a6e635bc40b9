import Diagnostics
import Kubernetes

/// Every check, in the order in which they look at an environment.
let allChecks: [Check] = [.validation, .admission, .relations, .updates, .secrets]

/// One way to look at an environment.
struct Check: Sendable {
  /// The check as parts that may be run at the same time.
  ///
  /// How the work is divided depends on the subject alone, and what the parts found is joined in
  /// their order, so that the outcome is the same however many run at once.
  let parts: @Sendable (CheckSubject) -> [CheckPart]
  /// Whether it looks at what an object was before, and so at more than the tree.
  let looksBack: Bool

  init(
    looksBack: Bool = false, parts: @escaping @Sendable (CheckSubject) -> [CheckPart]
  ) {
    self.parts = parts
    self.looksBack = looksBack
  }
}

/// A part of a check.
typealias CheckPart = @Sendable () -> CheckOutcome

/// What checks found, and what they looked at.
struct CheckOutcome: Sendable {
  var diagnostics: [Diagnostic] = []
  var coverage = Coverage()
  /// What of the configuration's `provided` stands for something that is asked for.
  var used: Set<ObjectPattern> = []
  /// Whether nothing was found or looked at.
  var isEmpty: Bool { diagnostics.isEmpty && used.isEmpty && coverage == Coverage() }

  static func += (left: inout CheckOutcome, right: CheckOutcome) {
    left.diagnostics += right.diagnostics
    left.coverage += right.coverage
    left.used.formUnion(right.used)
  }
}
