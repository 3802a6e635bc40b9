import Diagnostics
import Environments
import Kustomize

/// Renders the targets that changed files may reach, as they are and as they would be.
struct TargetStates {
  private let now: RenderedState
  private let then: RenderedState
  /// The files that change.
  private let paths: [String]
  /// What could not be rendered, and so is not proven.
  private(set) var unseen: [Diagnostic] = []

  init(now: RenderedState, then: RenderedState, paths: [String]) {
    self.now = now
    self.then = then
    self.paths = paths
  }

  /// The targets of an environment that a change may reach, as far as they render.
  ///
  /// - Parameters:
  ///   - changed: the environment with the targets that it would have.
  ///   - mustRender: whether a target that would not render any more is a reason to refuse.
  mutating func states(
    of environment: Environment, becoming changed: Environment, mustRender: Bool
  ) throws(PromotionError) -> (before: RenderedEnvironment, after: RenderedEnvironment) {
    // What is not built from a path that changes says what it said, and so is not built from it then.
    let reached = environment.targets.filter { now.isBuilt($0, from: paths) }
    let before = now.attempt(environment.name, reached)
    let (known, staying) = (Set(environment.targets), Set(changed.targets))
    let after = then.attempt(
      environment.name,
      reached.filter(staying.contains) + changed.targets.filter { !known.contains($0) })
    let broken = after.failures.filter { failure in
      failure.omission == nil
        && !before.failures.contains { $0.target == failure.target && $0.omission == nil }
    }
    guard broken.isEmpty else { throw .refused(broken.flatMap(\.diagnostics)) }
    let failures =
      after.failures
      + before.failures.filter { failure in
        !after.failures.contains { $0.target == failure.target }
      }
    unseen += failures.map { .unseen($0, in: environment.name) }
    let failed = Set(failures.map(\.target))
    let (left, right) = (before.rendered.without(failed), after.rendered.without(failed))
    if mustRender, failures.isEmpty, right.objects.isEmpty, !reached.isEmpty {
      throw .render(.empty(environment))
    }
    return (left, right)
  }
}

extension RenderedEnvironment {
  fileprivate func without(_ targets: Set<Target>) -> RenderedEnvironment {
    guard !targets.isEmpty else { return self }
    return RenderedEnvironment(
      name: name, targets: self.targets.filter { !targets.contains($0.target) })
  }
}

extension Diagnostic {
  /// That a target could not be rendered, with each thing that it lacks.
  fileprivate static func unseen(_ failure: TargetFailure, in environment: String) -> Diagnostic {
    let reasons = failure.diagnostics
    let place = failure.target.directory.shown
    return Diagnostic(
      rule: .promotionUnproven, severity: .warning,
      message: "what \(place) renders is not proven: \(reasons.first?.message ?? "")"
        + (reasons.count > 1 ? " (and \(reasons.count - 1) more)" : ""),
      primary: reasons.first?.primary,
      related: reasons.dropFirst().prefix(20).map { Label($0.message, at: $0.primary) },
      environments: [environment])
  }
}
