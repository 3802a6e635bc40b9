package import Diagnostics
package import Kubernetes

/// What another release of the server makes of the same objects.
package struct Upgrade: Sendable {
  /// The release that is left.
  package var from: KubernetesRelease
  /// The release that is taken.
  package var to: KubernetesRelease
  /// What is refused by the one that is taken and was not by the one that is left.
  package var breaks: [Diagnostic] = []
  /// What the one that is taken warns of, as an API that is deprecated.
  package var warned: [Diagnostic] = []
  /// Which of those the one that is left warns of too, by their fingerprints.
  package var warnedBefore: Set<String> = []
  /// What was refused and is taken now.
  package var possible: [Diagnostic] = []
  /// What both take and store otherwise, or take and do not store.
  package var storedOtherwise: [Diagnostic] = []
  /// How many objects were looked at.
  package var objects = 0
  /// Whether a part of the tree could not be judged.
  package var isIncomplete = false

  /// What two checks of the same objects differ in.
  init(
    from: (release: KubernetesRelease, result: CheckResult),
    to: (release: KubernetesRelease, result: CheckResult)
  ) {
    self.from = from.release
    self.to = to.release
    let before = Findings(from.result)
    let after = Findings(to.result)
    breaks = after.errors(beside: before)
    possible = before.errors(beside: after)
    warned = after.warnings
    warnedBefore = before.warningPrints
    objects = to.result.coverage.objects
    isIncomplete = from.result.isIncomplete || to.result.isIncomplete
  }

  /// The findings of a check, as far as a release of the server decides them.
  private struct Findings {
    let errors: [Diagnostic]
    let warnings: [Diagnostic]
    let errorPrints: Set<String>
    let warningPrints: Set<String>
    /// The objects that the server refuses.
    let refused: Set<String>

    init(_ result: CheckResult) {
      errors = result.diagnostics.filter { $0.severity == .error }
      warnings = result.diagnostics.filter { $0.rule == "api/warning" }
      errorPrints = Set(errors.map(\.fingerprint))
      warningPrints = Set(warnings.map(\.fingerprint))
      refused = Set(errors.filter(\.isServer).compactMap(\.object))
    }

    /// The errors that another release has not; where both servers refuse an object, it does not matter
    /// for which of its faults.
    func errors(beside other: Findings) -> [Diagnostic] {
      errors.filter { error in
        if other.errorPrints.contains(error.fingerprint) { return false }
        return !error.isServer || !(error.object.map(other.refused.contains) ?? false)
      }
    }
  }
}

extension Diagnostic {
  /// Whether it is the server's own word, and not a policy's.
  fileprivate var isServer: Bool { rule.text.hasPrefix("api/") }
}
