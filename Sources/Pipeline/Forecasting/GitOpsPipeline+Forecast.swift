import Diagnostics
package import Environments
package import Forecast
import Kubernetes

extension GitOpsPipeline {
  /// What the files of this pipeline's tree do to the workloads of an environment, over time.
  ///
  /// - Parameters:
  ///   - app: the app whose workloads count, bounded by all that is around them; nil for all.
  ///   - old: the tree that runs, and which configuration it has where it is not the usual one; nil where
  ///     nothing runs.
  /// - Throws: ``PipelineError`` where the environment does not render or a name is not known.
  package func forecast(
    _ name: String, app: String? = nil, from old: (tree: Workspace, configuration: String?)?,
    by forecaster: FleetForecaster
  ) throws(PipelineError) -> FleetForecast {
    let environment = try configuration.environment(named: name)
    let present = try old.flatMap { old throws(PipelineError) in
      try ForecastObjects.running(name, app: app, in: old.tree, old.configuration)
    }
    if let app, !environment.has(app), present?.subjects?.isEmpty ?? true {
      throw environment.lacks(app)
    }
    let new = try ForecastObjects(of: environment, app: app, in: workspace)
    return forecaster.forecast(
      name, from: present?.all, to: new.all, of: new.subjects?.union(present?.subjects ?? []))
  }
}

/// What an environment holds, and which of it a forecast tells of.
private struct ForecastObjects {
  let all: [KubernetesObject]
  /// The objects of the app that is looked at; nil where all are.
  let subjects: Set<ObjectIdentity>?

  /// - Throws: ``PipelineError`` where what is told of does not render; what is beside it counts as far as
  ///   it does.
  init(
    of environment: Environment, app: String?, in workspace: Workspace
  ) throws(PipelineError) {
    let renderer = EnvironmentRenderer(workspace)
    guard let app else {
      all = try renderer.renderAll(environment).objects
      subjects = nil
      return
    }
    var own = environment
    own.targets.removeAll { $0.app != app }
    let objects = try renderer.renderAll(own).objects
    let others = environment.targets.filter { $0.app != app }
    all = objects + renderer.attempt(environment.name, others).rendered.objects
    subjects = Set(objects.map(\.identity))
  }

  /// What runs of an environment that a state of the tree has; nil where it has none of that name.
  static func running(
    _ name: String, app: String?, in workspace: Workspace, _ place: String?
  ) throws(PipelineError) -> ForecastObjects? {
    do throws(PipelineError) {
      let environments = try Discovery(workspace).configuration(at: place).environments
      guard let environment = environments.first(where: { $0.name == name }) else { return nil }
      return try ForecastObjects(of: environment, app: app, in: workspace)
    } catch {
      let cause = PipelineError(
        "\(workspace.name) is taken for what runs now, and cannot be rendered",
        help: "--from names another state, and --new says that nothing runs")
      throw PipelineError(error.diagnostics + cause.diagnostics)
    }
  }
}

extension Environment {
  fileprivate func has(_ app: String) -> Bool { targets.contains { $0.app == app } }

  fileprivate func lacks(_ app: String) -> PipelineError {
    let apps = Set(targets.map(\.app)).subtracting([""]).sorted()
    let meant = Spelling.nearest(to: app, among: apps).map { "did you mean \($0)?" }
    return PipelineError(
      "environment \(name) has no app \"\(app)\"",
      help: meant
        ?? (apps.isEmpty ? "no target of it is of an app" : "sluice environments lists them"))
  }
}
