package import Diagnostics

/// What a check of a pipeline came to.
package struct CheckResult: Sendable {
  /// Each cause once.
  package var diagnostics: [Diagnostic] = []
  /// Whether something could not be checked at all: an environment that does not render, a policy
  /// that does not compile.
  package var isIncomplete = false
  /// The names of the environments that were rendered, in the pipeline's order.
  package var environments: [String] = []
  /// How many objects were checked, over all environments.
  package var objects = 0
  package var matchedPolicies: [String] = []
  /// Policies that were loaded and were for no object.
  package var unmatchedPolicies: [String] = []
  /// How many verdicts could not be reached.
  package var undecided = 0

  package init() {}

  /// A check that could not be begun.
  package init(failure: PipelineError) {
    diagnostics = failure.diagnostics
    isIncomplete = true
  }
}
