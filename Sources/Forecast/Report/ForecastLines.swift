import Diagnostics
package import Display
import Kubernetes

extension FleetForecast {
  /// What becomes of the workloads in few lines, for a report on something else: one line for each, and one
  /// for each thing that stops it.
  package var lines: [Shown] {
    var positions = SourcePositions()
    return workloads.flatMap { $0.lines(&positions) }
      + failures.map { "\($0.workload.description) is not simulated: \($0.reason)" }
      + removed.map { "\($0.description) goes, with its pods" }
  }
}

extension WorkloadForecast {
  fileprivate func lines(_ positions: inout SourcePositions) -> [Shown] {
    let ending: Shown =
      mostPodsWithTerminating > mostPods
      ? " (\(mostPodsWithTerminating) with those that have not ended)" : ""
    let pods: Shown =
      "least ready \(leastReady) of \(replicas), most pods \(mostPods)\(ending), \(end)"
    let first: Shown =
      switch change {
      case .replaced, .restarted: "\(title): \(pods)"
      case .created, .scaled: "\(title): \(sentence), \(pods)"
      case .autoscaled: "\(title): \(sentence)"
      }
    return [first]
      + obstacles.map { obstacle in
        let place: Shown = obstacle.location.map { " (\(positions.shown($0)))" } ?? ""
        return
          "  \(obstacle.isCertain ? "stops" : "note"): \(obstacle.message)\(place) [\(obstacle.rule.text)]"
      }
  }
}
