package import Diagnostics
import Kustomize

/// One environment as far as it renders: what can be looked at, and why the rest cannot.
package struct AttemptedEnvironment: Sendable {
  /// The targets that render.
  package let rendered: RenderedEnvironment
  /// The targets that are to be judged and do not, in the order of the environment's.
  package let failures: [TargetFailure]
}

/// Why one target does not render.
package struct TargetFailure: Sendable {
  /// What was to be rendered.
  package let target: Target
  /// At least one reason, each at its place.
  package let diagnostics: [Diagnostic]

  /// What keeps the target from being read where nothing is wrong with it; nil where something is.
  package var omission: Omission? {
    let reasons = diagnostics.map(\.rule)
    if reasons.allSatisfy({ $0 == .remoteResource }) { return .remote }
    let isForeign = reasons.allSatisfy { $0 == .remoteResource || $0 == .unsupportedPlugin }
    return isForeign ? .program : nil
  }

  /// Whether files that the target names are not there.
  fileprivate var lacksFile: Bool {
    diagnostics.contains { $0.rule == "kustomize/missing-file" }
  }

  /// A part of a target that is not in the tree.
  package enum Omission: CaseIterable, Sendable {
    /// A base in another repository, which is not fetched or cannot be.
    case remote
    /// A chart or a plug-in, which another program would have to make into objects.
    case program
  }
}

extension EnvironmentRenderer {
  /// Renders what renders of each environment, at most `width` targets at a time.
  ///
  /// One target that does not render takes nothing from the others. The result is the same for any
  /// width.
  ///
  /// - Parameter onTarget: is told of each target that is done, whatever came of it.
  package func attempt(
    _ environments: [Environment], width: Int, onTarget: @escaping @Sendable () -> Void = {}
  ) async -> [AttemptedEnvironment] {
    let results = await results(
      of: environments.flatMap(\.targets), width: width, onTarget: onTarget)
    var waiting = results[...]
    return environments.map { environment in
      let own = zip(environment.targets, waiting)
      waiting = waiting.dropFirst(environment.targets.count)
      return AttemptedEnvironment(
        environment.name, leftOut: environment.leftOut, own)
    }
  }

  /// Renders targets, at most `width` at a time: what came of each, in their order.
  ///
  /// - Parameter onTarget: is told of each target that is done, whatever came of it.
  package func results(
    of targets: [Target], width: Int, onTarget: @escaping @Sendable () -> Void = {}
  ) async -> [Result<RenderedTarget, PipelineError>] {
    await inOrder(targets, width: width) { target in
      defer { onTarget() }
      return Result { () throws(PipelineError) in try render(target) }
    }
  }
}

extension AttemptedEnvironment {
  /// Some targets of an environment, each as it was attempted by itself.
  package init(_ name: String, joining parts: [AttemptedEnvironment]) {
    rendered = RenderedEnvironment(
      name: name, targets: parts.flatMap(\.rendered.targets), absence: Absence(targets: nil))
    failures = parts.flatMap(\.failures)
  }

  /// - Parameters:
  ///   - leftOut: the targets of the environment that are not among the results; nil where nobody knows
  ///     which.
  ///   - unchanged: the positions of those that are not judged; what keeps them from being rendered is
  ///     none of the failures.
  package init(
    _ name: String, leftOut: [Target]?,
    _ results: some Sequence<(Target, Result<RenderedTarget, PipelineError>)>,
    unchanged: Set<Int> = []
  ) {
    var targets: [RenderedTarget] = []
    var failures: [TargetFailure] = []
    var judged: [TargetFailure] = []
    for (place, (target, result)) in results.enumerated() {
      switch result {
      case .success(var target):
        target.isUnchanged = unchanged.contains(place)
        targets.append(target)
      case .failure(let error):
        failures.append(TargetFailure(target: target, diagnostics: error.diagnostics))
        if !unchanged.contains(place) { judged += failures.suffix(1) }
      }
    }
    let broken = failures.filter { $0.omission == nil }
    rendered = RenderedEnvironment(
      name: name, targets: targets,
      absence: Absence(
        // What a file that is not there would hold, nobody knows.
        targets: broken.contains(where: \.lacksFile)
          ? nil : leftOut.map { $0 + broken.map(\.target) },
        isForeign: failures.contains { $0.omission != nil }))
    self.failures = judged
  }
}
