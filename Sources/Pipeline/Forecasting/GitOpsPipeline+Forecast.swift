import Diagnostics
package import Environments
package import Forecast
import Kubernetes

extension GitOpsPipeline {
  /// What the files of this pipeline's tree do to the workloads of an environment, over time.
  ///
  /// - Parameters:
  ///   - app: the app whose targets count; nil for all.
  ///   - old: the tree that runs; nil where nothing does.
  /// - Throws: ``PipelineError`` where the environment does not render or a name is not known.
  package func forecast(
    _ name: String, app: String? = nil, from old: Workspace?, by forecaster: FleetForecaster
  ) throws(PipelineError) -> FleetForecast {
    let environment = try configuration.environment(named: name)
    let new = try objects(of: environment, app: app, in: workspace)
    var present: [KubernetesObject]?
    if let old {
      let before = try Discovery(old).configuration()
      if let environment = before.environments.first(where: { $0.name == name }) {
        present = try objects(of: environment, app: app, in: old)
      }
    }
    return forecaster.forecast(name, from: present, to: new)
  }

  private func objects(
    of environment: Environment, app: String?, in workspace: Workspace
  ) throws(PipelineError) -> [KubernetesObject] {
    var environment = environment
    if let app {
      let apps = Set(environment.targets.map(\.app)).subtracting([""]).sorted()
      environment.targets.removeAll { $0.app != app }
      guard !environment.targets.isEmpty else {
        throw PipelineError(
          "environment \(environment.name) has no app \(app)",
          help: apps.isEmpty ? nil : "its apps are \(apps.joined(separator: ", "))")
      }
    }
    return try EnvironmentRenderer(workspace).renderAll(environment).objects
  }
}
