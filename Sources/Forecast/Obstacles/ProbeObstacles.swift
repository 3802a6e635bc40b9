import Diagnostics
import Kubernetes
import Values
import YAML

extension ObstacleRule {
  /// A pod can be ready before the rollout counts as failed.
  static let deadline = ObstacleRule(
    "forecast/deadline", "A pod can be ready within progressDeadlineSeconds.",
    why:
      "A Deployment that has not moved for so long counts as failed: kubectl rollout status, Flux and "
      + "Argo CD give up, and some take the change back, although its pods may still become ready.",
    instead: "Raise progressDeadlineSeconds, or let the probe begin sooner.",
    examples: Examples(
      passing: [
        Example(
          after: Example.deployment(
            container: "readinessProbe: {httpGet: {port: 80}, initialDelaySeconds: 20}"))
      ],
      failing: [
        Example(
          after: Example.deployment(
            "progressDeadlineSeconds: 60",
            container: "readinessProbe: {httpGet: {port: 80}, initialDelaySeconds: 1️⃣90}"),
          message:
            "a pod is ready after 1m30s at the soonest, and after progressDeadlineSeconds (60) the "
            + "rollout counts as failed", isCertain: true),
        Example(
          after: Example.deployment(
            "progressDeadlineSeconds: 1️⃣60",
            container: "startupProbe: {httpGet: {port: 80}, failureThreshold: 30}"),
          message:
            "a pod is ready after 5m0s at the latest, and after progressDeadlineSeconds (60) the "
            + "rollout counts as failed"),
      ])
  ) { outlook in
    guard outlook.startsPods, outlook.workload.object.kind == "Deployment",
      let deadline = outlook.workload.stored.root["spec"]?["progressDeadlineSeconds"]?.int32
    else { return [] }
    let (startup, limit) = (outlook.forecast.startup, Double(deadline))
    let isCertain = startup.least.inSeconds >= limit
    guard isCertain || startup.most.map({ $0.inSeconds >= limit }) ?? false else { return [] }
    let field = outlook.workload.object.root["spec"]?["progressDeadlineSeconds"]
    let probe = isCertain ? outlook.slowestProbe : nil
    let time =
      isCertain
      ? "\(startup.least) at the soonest" : "\(startup.most ?? startup.least) at the latest"
    return [
      Finding(
        isCertain,
        "a pod is ready after \(time), and after progressDeadlineSeconds (\(deadline)) the rollout "
          + "counts as failed",
        at: (probe ?? field)?.origin.location ?? outlook.workload.object.location)
    ]
  }

  /// The kubelet waits for a container as long as it takes to start.
  static let restartLoop = ObstacleRule(
    "forecast/restart-loop", "The probes of a container give it the time that it takes to start.",
    why:
      "A startup probe that gives up ends the container, which begins again, so that it never is "
      + "ready; without one a liveness probe does the same.",
    instead: "Raise failureThreshold or periodSeconds of the startup probe, or add one.",
    examples: Examples(
      passing: [
        Example(
          after: Example.deployment(
            container: "startupProbe: {httpGet: {port: 80}, failureThreshold: 30}"), startup: "2m")
      ],
      failing: [
        Example(
          after: Example.deployment(container: "startupProbe: 1️⃣{httpGet: {port: 80}}"),
          message:
            "a start takes 1m0s, and the startup probe of container web gives up after 30s: it is "
            + "started again and again", isCertain: true, startup: "1m"),
        Example(
          after: Example.deployment(container: "livenessProbe: 1️⃣{httpGet: {port: 80}}"),
          message:
            "a start takes up to 1m0s, and the liveness probe of container web gives up after 30s: it "
            + "is started again and again", startup: "10s..1m"),
      ])
  ) { outlook in
    let startup = outlook.forecast.startup
    guard outlook.startsPods, startup.source != .probes, let most = startup.most else { return [] }
    for container in outlook.written("containers")?.elements ?? [] {
      let kind = container["startupProbe"] == nil ? "liveness" : "startup"
      guard let node = container["\(kind)Probe"], let probe = ProbeTimes(node) else { continue }
      let deadline = Duration(seconds: Double(probe.deadline))
      guard most > deadline else { continue }
      let isCertain = startup.least > deadline
      return [
        Finding(
          isCertain,
          "a start takes \(isCertain ? "\(startup.least)" : "up to \(most)"), and the \(kind) probe of "
            + "container \(container["name"]?.scalarText ?? "") gives up after \(deadline): it is started "
            + "again and again", at: node.origin.location)
      ]
    }
    return []
  }
}

extension RolloutOutlook {
  /// The field of a probe that lets a pod become ready no sooner than it does.
  fileprivate var slowestProbe: Node? {
    guard forecast.startup.source == .probes else { return nil }
    let probes = (written("containers")?.elements ?? []).flatMap { container in
      ["startupProbe", "readinessProbe"].compactMap { container[$0] }
    }
    let slowest = probes.compactMap { node in ProbeTimes(node).map { (node, $0.first) } }
      .max { $0.1 < $1.1 }?.0
    return slowest?["initialDelaySeconds"] ?? slowest
  }
}
