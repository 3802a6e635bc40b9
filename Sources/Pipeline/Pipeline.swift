package import Diagnostics
package import Environments
import Kustomize

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
    let environments = try configuration.environments(named: names)
    let renderer = EnvironmentRenderer(workspace)
    let (renderings, policies) = await both(width: width) {
      await inOrder(environments, width: width) { environment in
        Result { () throws(PipelineError) in try renderer.render(environment) }
      }
    } _: {
      loadPolicies()
    }
    var outcomes = zip(environments, renderings).map { EnvironmentOutcome($0.name, $1) }
    let rendered = renderings.compactMap { try? $0.get() }
    let places = renderings.indices.filter { (try? renderings[$0].get()) != nil }
    let work = zip(places, subjects(rendered, under: policies)).flatMap { place, subject in
      subject.parts.map { (environment: place, part: $0) }
    }
    let found = await inOrder(work, width: width) { ($0.environment, $0.part()) }
    for (place, outcome) in found { outcomes[place].outcome? += outcome }
    return summary(policies, outcomes)
  }

  /// Looks at the manifests of a stream with every check.
  ///
  /// - Throws: ``PipelineError`` where the stream cannot be read or holds no object.
  package func check(stream: SourceFile) throws(PipelineError) -> CheckResult {
    let rendering = try Manifests.rendering(of: stream)
    guard !rendering.objects.isEmpty else {
      throw PipelineError("there is nothing to check: the stream holds no object")
    }
    return check(
      RenderedEnvironment(
        name: "stream",
        targets: [RenderedTarget(Target(directory: PathReference(path: stream.path)), rendering)]))
  }

  /// Looks at one environment, as a change of what it was before.
  func check(
    _ environment: RenderedEnvironment, changedFrom before: RenderedEnvironment? = nil
  ) -> CheckResult {
    let policies = loadPolicies()
    var outcome = EnvironmentOutcome(environment.name, .success(environment))
    for subject in subjects([environment], changedFrom: before, under: policies) {
      for part in subject.parts { outcome.outcome? += part() }
    }
    return summary(policies, [outcome])
  }

  /// What the checks look at, one subject an environment.
  private func subjects(
    _ environments: [RenderedEnvironment], changedFrom before: RenderedEnvironment? = nil,
    under policies: LoadedPolicies
  ) -> [CheckSubject] {
    let definitions = definitions(for: environments, under: policies.policies)
    return zip(environments, definitions).map { environment, definitions in
      CheckSubject(
        environment, changedFrom: before, definitions: definitions, policies: policies.policies,
        configuration: configuration)
    }
  }
}
