import Admission
import Comparison
import Diagnostics
package import Environments
import Git
import Kubernetes

extension GitOpsPipeline {
  /// What a change does to every environment that it reaches.
  ///
  /// - Parameters:
  ///   - before: the pipeline as the older state has it.
  ///   - history: the commits between the two, which are held to what protects environments; nil where
  ///     nothing is known of them.
  /// - Throws: ``PipelineError`` where the two cannot be compared.
  package func impact(
    since before: GitOpsPipeline, history: History?
  ) throws(PipelineError) -> Impact {
    var impact = Impact(from: before.workspace.name, to: workspace.name)
    let places = [before, self].compactMap(\.configuration.file?.path)
    let scope = try ChangeScope(
      from: before.workspace, to: workspace, decisive: Discovery.decisivePlaces + places)
    let (earlier, later) = (
      EnvironmentRenderer(before.workspace), EnvironmentRenderer(workspace)
    )
    var names: [String] = []
    for environment in configuration.environments + before.configuration.environments
    where !names.contains(environment.name) {
      names.append(environment.name)
    }
    for name in names {
      let old = before.configuration.environments.first { $0.name == name }
      let new = configuration.environments.first { $0.name == name }
      do throws(PipelineError) {
        let environment = try self.impact(
          on: name,
          from: try earlier.render(old, reachedBy: scope),
          to: try later.render(new, reachedBy: scope)
        ) { later.objects(of: new, notReachedBy: scope) }
        guard var environment else {
          impact.unchangedCount += 1
          continue
        }
        environment.isProtected = old?.isProtected ?? new?.isProtected ?? false
        impact.environments.append(environment)
      } catch {
        impact.findings += error.diagnostics
      }
    }
    impact.findings += try protection(history, rendered: [])
    return impact
  }

  /// What changes of one environment, beside what does not; nil where nothing does.
  private func impact(
    on name: String, from before: RenderedEnvironment, to after: RenderedEnvironment,
    beside rest: () -> [KubernetesObject]
  ) throws(PipelineError) -> EnvironmentImpact? {
    var diff = EnvironmentComparison(hiding: secrecyWish).compare(before, after)
    guard !diff.isEmpty else { return nil }
    (diff.from, diff.to) = ("\(name) before", "\(name) after")
    var impact = EnvironmentImpact(name: name, isProtected: false, diff: diff)
    let consequences = Consequences(before: before, after: after)
    impact.restarts = consequences.restarts(in: diff)
    impact.prunings = consequences.prunings(in: diff)
    impact.images = consequences.images(in: diff)
    impact.forecast = diff.forecast(
      of: name, from: before, to: after, in: configuration.kubernetesRelease, beside: rest)
    let updated = diff.objects.filter { $0.kind == .changed }
    if !updated.isEmpty, let setting = try settings(of: [after], under: .empty).first {
      impact.rebuilds = consequences.rebuilds(in: diff, by: setting.judge)
    }
    return impact
  }
}

extension EnvironmentRenderer {
  /// What a change may reach of an environment, as it renders; nothing of one that is not there.
  fileprivate func render(
    _ environment: Environment?, reachedBy scope: ChangeScope?
  ) throws(PipelineError) -> RenderedEnvironment {
    guard var environment else { return RenderedEnvironment(name: "", targets: []) }
    if let scope { environment.targets = environment.targets.filter(scope.reaches) }
    return try renderAll(environment)
  }

  /// What a change does not reach of an environment, as far as it renders.
  fileprivate func objects(
    of environment: Environment?, notReachedBy scope: ChangeScope?
  ) -> [KubernetesObject] {
    guard let environment, let scope else { return [] }
    return attempt(environment.name, environment.targets.filter { !scope.reaches($0) })
      .rendered.objects
  }
}
