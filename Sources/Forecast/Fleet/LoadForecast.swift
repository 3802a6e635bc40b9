package import Kubernetes
import Values
import YAML

/// What a load makes of a workload that is scaled by it.
package struct LoadForecast: Sendable {
  /// The workload.
  package var workload: ObjectIdentity
  /// The cluster that it is on; empty where an environment is one cluster.
  package var cluster = ""
  /// Every sync of the autoscaler.
  package var points: [Point]
  /// Requests that no pod could serve.
  package var unserved: Double
  /// All requests.
  package var requests: Double
  /// How often the size turned from growing to shrinking or back.
  package var turns: Int
  /// Seconds during which the load was more than the pods could serve.
  package var secondsShort: Int

  /// The metrics of the autoscaler of which the load says nothing; they are left out, where a cluster takes
  /// whichever asks for most.
  package var ignored: [String]

  /// One sync.
  package struct Point: Sendable {
    /// Seconds from the beginning.
    package var seconds: Int
    /// Requests a second.
    package var requests: Double
    /// The size after the sync.
    package var replicas: Int
    /// The pods that are ready.
    package var ready: Int
    /// Why the size changed; nil where it did not.
    package var reason: String?
  }

  /// Syncs an autoscaler as long as the load lasts.
  ///
  /// - Throws: where the autoscaler looks at nothing of which the load says something.
  init(
    _ workload: FleetWorkload, sizedBy autoscaler: KubernetesObject, _ load: LoadProfile,
    _ startup: StartupRange
  ) throws(ScenarioError) {
    var spec = AutoscalerSpec(autoscaler)
    guard let metric = spec.metrics.first(where: { $0.kind == .resource && $0.name == "cpu" })
    else {
      let keys = spec.metrics.map(\.key).joined(separator: ", ")
      throw ScenarioError("its autoscaler looks at \(keys), and not at the CPU that its pods use")
    }
    guard let request = PodResources(of: workload.podSpec, .requests).amounts["cpu"], request > 0
    else { throw ScenarioError("its pods request no CPU, by which a load is measured") }
    let most = max(spec.mostReplicas, workload.replicas)
    guard most <= RolloutScenario.mostPods else {
      throw ScenarioError(
        "its autoscaler may ask for \(most) pods, and a forecast simulates at most "
          + "\(RolloutScenario.mostPods)")
    }
    ignored = spec.metrics.filter { $0.key != metric.key }.map(\.key)
    spec.metrics = [metric]
    let scenario = AutoscalingScenario(
      autoscaler: spec, replicas: workload.replicas, request: { _ in request },
      readyAfter: startup.longest, metricsAfter: .zero, frames: [])
    self.workload = workload.object.identity
    points = []
    unserved = 0
    requests = 0
    turns = 0
    secondsShort = 0
    let period = HorizontalAutoscaler.syncPeriod
    let syncs = scenario.simulated(count: Int(load.end.inSeconds) / period) { index, pods in
      let rate = load.requests(at: Double(period * index))
      let ready = index == 0 ? pods.count : pods.count(where: \.isReady)
      let share = ready == 0 ? load.most : min(load.most, rate / Double(ready))
      var frame = AutoscalingScenario.Frame()
      frame.readings[metric.key] = .each([Int(share / load.perPod * Double(request))])
      return frame
    }
    var direction = 0
    var before = workload.replicas
    for (index, sync) in syncs.enumerated() {
      let rate = load.requests(at: Double(period * index))
      let missing = max(0, rate - Double(sync.ready) * load.most)
      requests += rate * Double(period)
      unserved += missing * Double(period)
      if missing > 0 { secondsShort += period }
      let change = (sync.replicas - before).signum()
      if change != 0 {
        if direction != 0, change != direction { turns += 1 }
        direction = change
      }
      before = sync.replicas
      points.append(
        Point(
          seconds: period * (index + 1), requests: rate, replicas: sync.replicas,
          ready: sync.ready, reason: sync.reason))
    }
  }

  /// The syncs at which something changed.
  package var changes: [Point] {
    var last: (requests: Double, replicas: Int)?
    return points.filter { point in
      defer { last = (point.requests, point.replicas) }
      return last.map { $0 != (point.requests, point.replicas) } ?? true
    }
  }

  /// The most pods that there were.
  package var mostReplicas: Int { points.map(\.replicas).max() ?? 0 }
}

extension FleetForecast {
  /// Lets a load come in to every workload that has an autoscaler.
  mutating func add(
    _ load: LoadProfile, to workloads: [FleetWorkload], startup: (FleetWorkload) -> StartupRange
  ) {
    var loads: [LoadForecast] = []
    for workload in workloads {
      guard let autoscaler = workload.autoscaler else { continue }
      do throws(ScenarioError) {
        loads.append(
          try LoadForecast(workload, sizedBy: autoscaler, load, startup(workload)))
      } catch {
        unscaled.append(Failure(workload: workload.object.identity, reason: error.description))
      }
    }
    self.loads = loads
  }
}
