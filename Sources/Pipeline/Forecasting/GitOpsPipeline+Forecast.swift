package import Diagnostics
package import Environments
package import Forecast
import Kubernetes

/// A forecast, and what kept it from being one of everything.
package struct EnvironmentForecast: Sendable {
  /// What becomes of the workloads that can be looked at.
  package var forecast: FleetForecast
  /// Why targets do not render, of what is applied and of what runs; empty where all of them do.
  package var failures: [Diagnostic]
}

extension GitOpsPipeline {
  /// What the files of this pipeline's tree do to the workloads of an environment, over time.
  ///
  /// The server is of the release that the configuration says. Targets that do not render take nothing from the others, and are named among what is not seen.
  ///
  /// - Parameters:
  ///   - app: the app whose workloads count, bounded by all that is around them; nil for all.
  ///   - old: the tree that runs, and which configuration it has where it is not the usual one; nil where
  ///     nothing runs.
  /// - Throws: ``PipelineError`` where nothing of the environment renders or a name is not known.
  package func forecast(
    _ name: String, app: String? = nil, from old: (tree: Workspace, configuration: String?)?,
    by forecaster: FleetForecaster
  ) throws(PipelineError) -> EnvironmentForecast {
    let environment = try configuration.environment(named: name)
    let before = try old.flatMap { old throws(PipelineError) in
      try ForecastState.running(name, app: app, in: old.tree, old.configuration)
    }
    if let app, !environment.has(app), !(before?.hasApp ?? false) { throw environment.lacks(app) }
    let after = try ForecastState(of: environment, app: app, in: workspace)
    var forecaster = forecaster
    forecaster.release = configuration.kubernetesRelease
    let unseen = after.failed.union(before?.failed ?? [])
    func subjects(on cluster: String) -> Set<ObjectIdentity>? {
      guard app != nil || !unseen.isEmpty else { return nil }
      return after.subjects(on: cluster, without: unseen)
        .union(before?.subjects(on: cluster, without: unseen) ?? [])
    }
    var clusters: [String] = []
    for cluster in after.clusters + (before?.clusters ?? []) where !clusters.contains(cluster) {
      clusters.append(cluster)
    }
    var forecast = FleetForecast(
      ofClusters: (clusters.isEmpty ? [""] : clusters).map { cluster in
        (
          cluster,
          forecaster.forecast(
            name, from: before?.objects(on: cluster), to: after.objects(on: cluster),
            of: subjects(on: cluster))
        )
      })
    forecast.leftOut = after.leftOut + (before?.leftOutBefore(in: after) ?? [])
    return EnvironmentForecast(
      forecast: forecast, failures: after.failures + (before?.failuresBefore(after) ?? []))
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
