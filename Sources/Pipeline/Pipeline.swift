package import Diagnostics
package import Environments
import Kustomize

/// A tree of environments and policies with what is to be done about them.
///
/// The type is not named for its module, so that the module's name stays usable.
package struct GitOpsPipeline: Sendable {
  /// The files that are looked at.
  package let workspace: Workspace
  /// Which environments there are, and what is checked.
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
  /// - Parameters:
  ///   - names: the environments to check; none for all.
  ///   - history: the change that led here, whose commits are held to what protects environments;
  ///     nil where nothing is known of it.
  /// - Throws: ``PipelineError`` when a name is none of the pipeline's, or when the history cannot
  ///   be read.
  package func check(
    environments names: [String] = [], history: History? = nil
  ) async throws(PipelineError) -> CheckResult {
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
    let rendered = renderings.indices.compactMap { index in
      (try? renderings[index].get()).map { (place: index, environment: $0) }
    }
    let settings = settings(of: rendered.map(\.environment), under: policies.policies)
    let preparation = settings.enumerated().flatMap { index, setting in
      setting.preparation.map { (setting: index, part: $0) }
    }
    let prepared = await inOrder(preparation, width: width) { ($0.setting, $0.part()) }
    let subjects = settings.indices.map { index in
      settings[index].subject(of: prepared.filter { $0.0 == index }.flatMap(\.1))
    }
    let work = zip(rendered, subjects).flatMap { rendered, subject in
      allChecks.flatMap { $0.parts(subject) }.map { (place: rendered.place, part: $0) }
    }
    let found = await inOrder(work, width: width) { ($0.place, $0.part()) }
    for (place, outcome) in found { outcomes[place].outcome? += outcome }
    return summary(
      policies, outcomes, changes: try protection(history, rendered: rendered.map(\.environment)))
  }

  /// The same pipeline over other files, under the configuration of this one.
  package func over(_ workspace: Workspace) -> GitOpsPipeline {
    GitOpsPipeline(configuration, in: workspace, width: width)
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
    for setting in settings(of: [environment], changedFrom: before, under: policies.policies) {
      let subject = setting.subject(of: setting.preparation.flatMap { $0() })
      for part in allChecks.flatMap({ $0.parts(subject) }) { outcome.outcome? += part() }
    }
    return summary(policies, [outcome])
  }
}
