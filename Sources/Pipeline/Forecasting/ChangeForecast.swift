import Comparison
package import Display
import Environments
package import Forecast
import Kubernetes
package import Promotion

extension SemanticDiff {
  /// What the differences do over time; nil where they concern no workload and nothing that sizes one.
  ///
  /// - Parameters:
  ///   - release: the server's.
  ///   - rest: the objects of the environment that are the same in both states, which may bound what
  ///     changes; asked for only where something does.
  func forecast(
    of environment: String, from before: RenderedEnvironment, to after: RenderedEnvironment,
    in release: KubernetesRelease, beside rest: () -> [KubernetesObject]
  ) -> FleetForecast? {
    let isConcerned = objects.contains { change in
      [change.from, change.to].contains {
        $0.map { FleetForecaster.concerns($0.identity.gvk) } ?? false
      }
    }
    guard isConcerned else { return nil }
    let rest = rest()
    var forecaster = FleetForecaster()
    forecaster.release = release
    let forecast = forecaster.forecast(
      environment, from: before.objects + rest, to: after.objects + rest)
    return forecast.isEmpty ? nil : forecast
  }
}

extension GitOpsPipeline {
  /// What a promotion does over time to the workloads of its target; nil where it changes none.
  ///
  /// - Precondition: the pipeline was read from the commit that the promotion is made upon.
  package func forecast(of promotion: ProvenPromotion) -> FleetForecast? {
    let target = promotion.plan.target
    let (before, after) = (promotion.candidate.before, promotion.candidate.after)
    let reached = Set((before.targets + after.targets).map(\.target))
    return promotion.delta.forecast(
      of: target.name, from: before, to: after, in: configuration.kubernetesRelease
    ) {
      EnvironmentRenderer(workspace)
        .attempt(target.name, target.targets.filter { !reached.contains($0) }).rendered.objects
    }
  }
}

extension ProvenPromotion {
  /// What reviewers are told, with what becomes of the workloads over time.
  package func reviewBody(with forecast: FleetForecast?) -> Shown {
    guard let part = forecast?.markdown(budget: 20_000) else { return reviewBody() }
    guard part.byteCount < 25_000 else {
      return reviewBody() + "\nThe forecast is longer than a comment may be; a dry run shows it.\n"
    }
    return reviewBody(budget: 60_000 - part.byteCount) + "\n" + part
  }
}
