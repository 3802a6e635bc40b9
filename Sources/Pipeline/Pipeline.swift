import Admission
package import Diagnostics
import Kustomize
import Promotion

/// A tree of environments and policies with what is to be done about them.
///
/// The type is not named for its module, so that the module's name stays usable.
package struct GitOpsPipeline: Sendable {
  package let workspace: Workspace
  package let configuration: PipelineConfiguration
  /// How many environments are worked on at once; the result is the same for any width.
  package var width: Int

  package init(_ configuration: PipelineConfiguration, in workspace: Workspace, width: Int) {
    self.configuration = configuration
    self.workspace = workspace
    self.width = width
  }

  /// Renders the environments and looks at each with every check.
  ///
  /// - Parameter names: the environments to check; none for all.
  /// - Throws: ``PipelineError`` when a name is none of the pipeline's.
  package func check(environments names: [String] = []) async throws(PipelineError) -> CheckResult {
    let environments = try selected(names)
    let policies = loadPolicies()
    let loader = Loader(workspace.tree)
    let outcomes = await inOrder(environments, width: width) { environment in
      do throws(PipelineError) {
        let rendering = try render(environment, with: loader)
        return look(
          at: CheckSubject(environment: rendering.environment, policies: policies),
          warnings: rendering.warnings)
      } catch {
        return EnvironmentOutcome(name: environment.name, failures: error.diagnostics)
      }
    }
    return summary(policies, outcomes)
  }

  /// Looks at the manifests of a stream with every check.
  ///
  /// - Throws: ``PipelineError`` where the stream cannot be read or holds no object.
  package func check(stream: SourceFile) throws(PipelineError) -> CheckResult {
    let objects = try Manifests.objects(of: stream)
    guard !objects.isEmpty else {
      throw PipelineError("there is nothing to check: the stream holds no object")
    }
    return check(RenderedEnvironment(name: "stream", objects: objects))
  }

  /// Looks at one environment, as a change of what it was before.
  func check(
    _ environment: RenderedEnvironment, changedFrom before: RenderedEnvironment? = nil
  ) -> CheckResult {
    let policies = loadPolicies()
    let subject = CheckSubject(
      environment: environment, before: before, policies: policies)
    return summary(policies, [look(at: subject, warnings: [])])
  }

  func selected(
    _ names: [String]
  ) throws(PipelineError) -> [PipelineConfiguration.Environment] {
    guard !names.isEmpty else { return configuration.environments }
    for name in names { _ = try configuration.environment(named: name) }
    return configuration.environments.filter { names.contains($0.name) }
  }
}

// MARK: - One environment

/// What became of one environment.
private struct EnvironmentOutcome: Sendable {
  var name: String
  /// What the checks found; nil where the environment does not render.
  var outcome: CheckOutcome?
  var objects = 0
  /// Why it does not render.
  var failures: [Diagnostic] = []
}

extension GitOpsPipeline {
  private func look(at subject: CheckSubject, warnings: [Diagnostic]) -> EnvironmentOutcome {
    var outcome = CheckOutcome(diagnostics: warnings)
    for check in allChecks { outcome += check.run(subject) }
    return EnvironmentOutcome(
      name: subject.environment.name, outcome: outcome,
      objects: subject.environment.objects.count)
  }

  private func summary(
    _ policies: LoadedPolicies, _ environments: [EnvironmentOutcome]
  ) -> CheckResult {
    var result = CheckResult()
    var merge = FindingMerge()
    var matched: Set<String> = []
    merge.add(policies.diagnostics, in: nil)
    result.isIncomplete = policies.isIncomplete
    for environment in environments {
      merge.add(environment.failures, in: environment.name)
      guard let outcome = environment.outcome else {
        result.isIncomplete = true
        continue
      }
      merge.add(outcome.diagnostics, in: environment.name)
      matched.formUnion(outcome.matchedPolicies)
      result.undecided += outcome.undecided
      result.objects += environment.objects
      result.environments.append(environment.name)
    }
    result.diagnostics = merge.merged.compactMap(configured)
    result.matchedPolicies = policies.policies.names.filter(matched.contains)
    result.unmatchedPolicies = policies.policies.names.filter { !matched.contains($0) }
    return result
  }

  /// The finding with the severity that the configuration gives its rule; nil where it is off.
  private func configured(_ diagnostic: Diagnostic) -> Diagnostic? {
    guard let severity = configuration.checks[diagnostic.rule] else { return diagnostic }
    guard let severity else { return nil }
    var diagnostic = diagnostic
    diagnostic.severity = severity
    return diagnostic
  }
}
