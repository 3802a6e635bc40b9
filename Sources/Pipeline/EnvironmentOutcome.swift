import Admission
import Diagnostics
import Environments

/// What became of one environment.
struct EnvironmentOutcome: Sendable {
  var name: String
  /// What the checks found; nil where the environment does not render.
  var outcome: CheckOutcome?
  /// Why it does not render.
  var failures: [Diagnostic] = []

  init(_ name: String, _ rendering: Result<RenderedEnvironment, PipelineError>) {
    self.name = name
    switch rendering {
    case .failure(let error): failures = error.diagnostics
    case .success(let environment):
      outcome = CheckOutcome(
        diagnostics: environment.warnings,
        coverage: Coverage(environments: [name], objects: environment.objects.count))
    }
  }
}

extension GitOpsPipeline {
  /// What the environments came to together: each cause once, under the configured severities.
  ///
  /// - Parameter changes: what there is to say of the change that led here.
  func summary(
    _ policies: LoadedPolicies, _ environments: [EnvironmentOutcome],
    changes: [Diagnostic] = []
  ) -> CheckResult {
    var result = CheckResult()
    result.kubernetesRelease = configuration.kubernetesRelease
    var merge = FindingMerge()
    let mistakes = mistakes(under: policies)
    merge.add(mistakes + policies.diagnostics, in: nil)
    result.isIncomplete = policies.isIncomplete || !mistakes.isEmpty
    for environment in environments {
      merge.add(environment.failures, in: environment.name)
      guard let outcome = environment.outcome else {
        result.isIncomplete = true
        continue
      }
      merge.add(outcome.diagnostics, in: environment.name)
      result.coverage += outcome.coverage
    }
    merge.add(changes, in: nil)
    result.diagnostics = merge.merged.compactMap(configured)
    result.policies = policies.policies
    let matched = Set(result.coverage.matchedPolicies)
    result.coverage.matchedPolicies = policies.policies.names.filter(matched.contains)
    result.coverage.unmatchedPolicies = policies.policies.names.filter { !matched.contains($0) }
    return result
  }

  /// The finding with the severity that the configuration gives its rule; nil where it is off.
  private func configured(_ diagnostic: Diagnostic) -> Diagnostic? {
    guard let setting = configuration.checks[diagnostic.rule] else { return diagnostic }
    guard let severity = setting.severity else { return nil }
    var diagnostic = diagnostic
    diagnostic.severity = severity
    return diagnostic
  }
}
