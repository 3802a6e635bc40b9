import Admission
import Diagnostics
import Environments
import Kubernetes
import YAML

extension GitOpsPipeline {
  /// What pipeline.yaml names and nothing has: rules, and fields that no promotion moves.
  ///
  /// Silence would leave somebody sure of a check that is not switched off, or of a field that is
  /// never kept.
  func mistakes(under policies: LoadedPolicies) -> [Diagnostic] {
    var mistakes = unknownRules(policies) + unreadableProvisions
    do throws(PipelineError) { _ = try configuredPatterns() } catch {
      mistakes += error.diagnostics
    }
    return mistakes
  }

  private var unreadableProvisions: [Diagnostic] {
    configuration.provided.filter { ObjectPattern($0.value) == nil }.map { text in
      Diagnostic(
        rule: "pipeline/configuration", severity: .error,
        message: "\"\(text.value)\" names no object that the cluster has", primary: text.location,
        help: "write Kind/name or Kind/namespace/name; a * stands for any text")
    }
  }

  /// Entries of `provided` that stand for nothing that is asked for, where all environments were looked
  /// at as a whole.
  func unusedProvisions(_ outcomes: [EnvironmentOutcome]) -> [Diagnostic] {
    guard !configuration.provided.isEmpty, configuration.unchangedTargets == 0,
      Set(outcomes.map(\.name)) == Set(configuration.environments.map(\.name)),
      outcomes.allSatisfy(\.isWhole)
    else { return [] }
    let used = outcomes.reduce(into: Set<ObjectPattern>()) { $0.formUnion($1.outcome.used) }
    return configuration.provided.compactMap { text in
      guard let entry = ObjectPattern(text.value), !used.contains(entry) else { return nil }
      return Diagnostic(
        rule: "pipeline/unused-provided", severity: .warning,
        message: "nothing asks for \(text.value), or something here makes it",
        primary: text.location,
        help: "remove the entry")
    }
  }

  private func unknownRules(_ policies: LoadedPolicies) -> [Diagnostic] {
    let named = configuration.checks.sorted { $0.key < $1.key }
    guard !named.isEmpty else { return [] }
    let known = KnownRules(policies, configuration)
    return named.compactMap {
      known.mistake(in: $0.key.text, at: $0.value.location, "pipeline/configuration")
    }
  }
}
