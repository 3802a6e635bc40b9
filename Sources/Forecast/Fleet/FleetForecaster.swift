import APIServer
package import Kubernetes
import Values
import YAML

/// Forecasts what a change does to the workloads of an environment.
package struct FleetForecaster: Sendable {
  /// How long pods take to start, where somebody says so.
  package var startup: StartupRange?
  /// Whether workloads that the change leaves alone are restarted.
  package var restarts = false
  /// The nodes; nil where they are not known.
  package var nodes: NodePools?
  /// What comes in over time; nil where it is not known.
  package var load: LoadProfile?
  /// What is lost; nil for nothing.
  package var loss: Loss?
  /// The availability of one pod, from 0 to 1.
  package var podAvailability = 0.99

  /// The server's release.
  package var release = Facts.release

  package init() {}

  /// What becomes of the workloads of `new`, of which `old` runs; nil where nothing does.
  ///
  /// - Parameter subjects: the workloads that are told of; nil for all. The others bound them as they are.
  package func forecast(
    _ environment: String, from old: [KubernetesObject]?, to new: [KubernetesObject],
    of subjects: Set<ObjectIdentity>? = nil
  ) -> FleetForecast {
    let before = FleetObjects(old ?? [], in: release)
    var after = FleetObjects(new, in: release)
    if nodes != nil { after.preparePods() }
    let placement = nodes.map { FleetPlacement(after, on: $0, \.replicas) }
    func isTold(_ workload: FleetWorkload) -> Bool {
      subjects?.contains(workload.object.identity) ?? true
    }
    let told = after.workloads.filter(isTold)
    var workloads: [WorkloadForecast] = []
    var failures: [FleetForecast.Failure] = []
    for workload in told {
      // Those that come back during the change are let in by what bounds them then.
      let present = before.workload(workload.object.identity)?
        .admitted(by: after.limitRanges(in: workload.object.namespace))
      guard let change = change(of: workload, from: present) else { continue }
      do throws(ScenarioError) {
        workloads.append(
          try forecast(workload, from: present, change, among: after, placement))
      } catch {
        failures.append(
          FleetForecast.Failure(workload: workload.object.identity, reason: error.description))
      }
    }
    let removed = before.workloads.filter(isTold).map(\.object.identity)
      .filter { after.workload($0) == nil }
    var forecast = FleetForecast(
      environment: environment, workloads: workloads, failures: failures, removed: removed,
      untouched: told.count - workloads.count - failures.count, losses: [])
    forecast.capacity = placement.map { CapacityForecast(after, on: $0, rollouts: workloads) }
    if let load { forecast.add(load, to: told, startup: startup(of:)) }
    if let loss {
      forecast.losses = told.filter { $0.object.kind != "DaemonSet" }
        .map {
          LossForecast(
            $0, loss, startup: startup(of: $0), nodes: nodes, podAvailability: podAvailability)
        }
    }
    return forecast
  }

  private func change(
    of workload: FleetWorkload, from present: FleetWorkload?
  ) -> WorkloadForecast.Change? {
    guard let present else { return .created }
    let isAlike =
      switch (workload.template, present.template) {
      case (let new?, let old?): new.isEqual(to: old)
      default: true
      }
    if !isAlike { return .replaced(images: Self.images(from: present, to: workload)) }
    if restarts { return .restarted }
    if workload.replicas != present.replicas { return .scaled(from: present.replicas) }
    let isSizedAlike =
      switch (workload.autoscaler?.root["spec"], present.autoscaler?.root["spec"]) {
      case (nil, nil): true
      case (let new?, let old?): new.isEqual(to: old)
      default: false
      }
    return isSizedAlike ? nil : .autoscaled(from: present.bounds, to: workload.bounds)
  }

  /// Whether an object of a kind is a workload, or sizes one.
  package static func concerns(_ gvk: GroupVersionKind) -> Bool {
    switch (gvk.group, gvk.kind) {
    case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"),
      ("autoscaling", "HorizontalPodAutoscaler"):
      true
    default: false
    }
  }

  private static func images(
    from old: FleetWorkload, to new: FleetWorkload
  ) -> [WorkloadForecast.ImageChange] {
    func images(_ workload: FleetWorkload) -> [(name: String, image: String)] {
      ["initContainers", "containers"].flatMap { workload.podSpec?[$0]?.elements ?? [] }
        .map { ($0["name"]?.scalarText ?? "", $0["image"]?.scalarText ?? "") }
    }
    let before = Dictionary(images(old), uniquingKeysWith: { $1 })
    return images(new).compactMap { name, image in
      before[name] == image
        ? nil : WorkloadForecast.ImageChange(container: name, from: before[name], to: image)
    }
  }

  private func startup(of workload: FleetWorkload) -> StartupRange {
    let annotations = [
      workload.template?["metadata"]?["annotations"], workload.object.metadata?["annotations"],
    ]
    let annotated = annotations.lazy.compactMap { $0?[StartupRange.annotation]?.scalarText }
      .compactMap { StartupRange($0, source: .annotation) }.first
    return annotated ?? startup ?? StartupRange(probesOf: workload.podSpec)
  }

  private func forecast(
    _ workload: FleetWorkload, from present: FleetWorkload?, _ change: WorkloadForecast.Change,
    among objects: FleetObjects, _ placement: FleetPlacement?
  ) throws(ScenarioError) -> WorkloadForecast {
    let startup = startup(of: workload)
    let namespace = NamespaceLimits(of: workload, among: objects)
    let rollout = WorkloadRollout(
      workload, from: present, restarts: restarts, nodes: nodes?.count ?? 3,
      quota: namespace.quota)
    let fast = try rollout.simulated(
      readyAfter: startup.least, termination: .zero)
    let slow = try rollout.simulated(
      readyAfter: startup.longest, termination: rollout.gracePeriod)
    var forecast = WorkloadForecast(
      identity: workload.object.identity, location: workload.object.location, change: change,
      replicas: workload.object.kind == "DaemonSet" ? rollout.nodes : workload.replicas,
      startup: startup, fast: fast.timeline, slow: slow.timeline, horizon: slow.horizon,
      requests: PodResources(of: workload.podSpec, .requests).amounts, obstacles: [])
    forecast.obstacles =
      RolloutOutlook(
        workload: workload, present: present, forecast: forecast, namespace: namespace,
        objects: objects, placement: placement
      ).obstacles
    return forecast
  }
}
