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
    let loader = workspace.loader()
    // The policies load while the environments render.
    let steps = [Preparation.loadPolicies] + environments.map(Preparation.render)
    let prepared = await inOrder(steps, width: width) { step in
      switch step {
      case .loadPolicies: Prepared.policies(loadPolicies())
      case .render(let environment): Prepared.environment(attempt(environment, with: loader))
      }
    }
    return await look(at: prepared, environments)
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
    var subjects = [
      CheckSubject(
        environment, changedFrom: before, policies: policies.policies, configuration: configuration)
    ]
    define(&subjects)
    return summary(policies, subjects.map(look))
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

/// What has to be done before anything can be checked.
private enum Preparation: Sendable {
  case loadPolicies
  case render(PipelineConfiguration.Environment)
}

/// What came of it.
private enum Prepared: Sendable {
  case policies(LoadedPolicies)
  case environment(Result<EnvironmentRendering, PipelineError>)
}

extension GitOpsPipeline {
  private func attempt(
    _ environment: PipelineConfiguration.Environment, with loader: Loader
  ) -> Result<EnvironmentRendering, PipelineError> {
    do { return .success(try render(environment, with: loader)) } catch { return .failure(error) }
  }

  private func look(
    at prepared: [Prepared], _ environments: [PipelineConfiguration.Environment]
  ) async -> CheckResult {
    var policies = LoadedPolicies(policies: .empty, diagnostics: [], isIncomplete: true)
    var outcomes = environments.map { EnvironmentOutcome(name: $0.name) }
    var subjects: [CheckSubject] = []
    var places: [Int] = []
    for case .policies(let loaded) in prepared { policies = loaded }
    let renderings = prepared.compactMap { step in
      if case .environment(let result) = step { return result }
      return nil
    }
    for (index, rendering) in renderings.enumerated() {
      switch rendering {
      case .failure(let error): outcomes[index].failures = error.diagnostics
      case .success(let rendering):
        places.append(index)
        subjects.append(
          CheckSubject(
            rendering.environment, policies: policies.policies, configuration: configuration))
        outcomes[index].objects = rendering.environment.objects.count
        outcomes[index].outcome = CheckOutcome(diagnostics: rendering.warnings)
      }
    }
    define(&subjects)
    let work = zip(places, subjects).flatMap { index, subject in
      allChecks.flatMap { $0.parts(subject) }.map { (environment: index, part: $0) }
    }
    let found = await inOrder(work, width: width) { ($0.environment, $0.part()) }
    for (index, outcome) in found { outcomes[index].outcome? += outcome }
    return summary(policies, outcomes)
  }

  /// Gives the subjects the definitions that the tree has of kinds that they do not know.
  private func define(_ subjects: inout [CheckSubject]) {
    let unknown = subjects.reduce(into: Set()) { $0.formUnion($1.unknownKinds) }
    guard !unknown.isEmpty else { return }
    let directory = configuration.file.map { TreePath.parent(of: $0.path) }
    let definitions = DefinitionSearch.definitions(
      of: unknown, in: workspace.tree, first: directory ?? "")
    guard !definitions.isEmpty else { return }
    for index in subjects.indices { subjects[index].define(definitions) }
  }

  private func look(at subject: CheckSubject) -> EnvironmentOutcome {
    var outcome = CheckOutcome()
    for check in allChecks {
      for part in check.parts(subject) { outcome += part() }
    }
    return EnvironmentOutcome(
      name: subject.environment.name, outcome: outcome,
      objects: subject.environment.objects.count)
  }

  private func summary(
    _ policies: LoadedPolicies, _ environments: [EnvironmentOutcome]
  ) -> CheckResult {
    var result = CheckResult()
    result.kubernetesRelease = configuration.kubernetesRelease
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
      result.uncheckedKinds.merge(outcome.uncheckedKinds, uniquingKeysWith: +)
      result.objects += environment.objects
      result.environments.append(environment.name)
    }
    result.diagnostics = merge.merged.compactMap(configured)
    result.policies = policies.policies
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
