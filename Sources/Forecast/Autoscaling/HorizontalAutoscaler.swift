/// Scales one target: kube-controller-manager's `horizontalpodautoscaler` controller with its default
/// flags, one sync at a time.
struct HorizontalAutoscaler {
  var spec: AutoscalerSpec
  private(set) var status = Status()
  private var recommendations: [Recommendation] = []
  private var ups: [Rescale] = []
  private var downs: [Rescale] = []

  /// Seconds between two syncs.
  static let syncPeriod = 15
  /// Seconds during which a higher recommendation holds a target up.
  static let downscaleWindow = 300
  /// Seconds after its start in which a pod's use of CPU is taken with care.
  static let initializationPeriod = 300
  /// Seconds after its start in which a pod that is not ready has never been.
  static let initialReadinessDelay = 30
  /// Seconds over which a metric is measured.
  static let metricWindow = 30

  init(_ spec: AutoscalerSpec) { self.spec = spec }

  /// What the autoscaler reports.
  struct Status {
    var desiredReplicas = 0
    var currentReplicas = 0
    /// The metrics that could be read, in the order of the spec.
    var metrics: [(source: MetricSource, proposal: ReplicaCalculation.Proposal)] = []
    /// By type, in the order in which they were first set.
    var conditions: [(type: String, value: String)] = []

    mutating func set(_ type: String, _ value: String) {
      if let index = conditions.firstIndex(where: { $0.type == type }) {
        conditions[index].value = value
      } else {
        conditions.append((type, value))
      }
    }
  }

  private struct Recommendation {
    var replicas: Int
    var time: SimulatedTime
  }

  private struct Rescale {
    var change: Int
    var time: SimulatedTime
  }

  /// What a sync did.
  struct Outcome {
    /// The target's replicas afterwards.
    var replicas: Int
    /// Why they changed; nil where they did not.
    var reason: String?
  }

  /// Looks once (reconcileAutoscaler).
  ///
  /// - Parameters:
  ///   - replicas: the target's spec.replicas.
  ///   - proposals: what each metric asks for, nil where it cannot be read.
  mutating func sync(
    replicas: Int, now: SimulatedTime,
    _ proposals: (MetricSource) -> ReplicaCalculation.Proposal?
  ) -> Outcome {
    status.set("AbleToScale", "True/SucceededGetScale")
    if recommendations.isEmpty { recommendations = [Recommendation(replicas: replicas, time: now)] }
    if replicas == 0, spec.minReplicas != 0 {
      status.set("ScalingActive", "False/ScalingDisabled")
      return settle(at: replicas, from: replicas, metrics: [], reason: nil, now: now)
    }
    if replicas > spec.maxReplicas {
      return settle(
        at: spec.maxReplicas, from: replicas, metrics: [],
        reason: "Current number of replicas above Spec.MaxReplicas", now: now)
    }
    if replicas < spec.minReplicas {
      return settle(
        at: spec.minReplicas, from: replicas, metrics: [],
        reason: "Current number of replicas below Spec.MinReplicas", now: now)
    }
    let readings = spec.metrics.map { ($0, proposals($0)) }
    let metrics = readings.compactMap { source, proposal in proposal.map { (source, $0) } }
    var wanted = 0
    var name = ""
    for (source, proposal) in metrics where wanted == 0 || proposal.replicas > wanted {
      wanted = proposal.replicas
      name = source.description
    }
    // A metric that cannot be read forbids to scale down, not up.
    if let broken = readings.first(where: { $0.1 == nil })?.0, metrics.isEmpty || wanted < replicas
    {
      status.set("ScalingActive", "False/\(broken.failure)")
      status.currentReplicas = replicas
      status.metrics = metrics
      return Outcome(replicas: replicas, reason: nil)
    }
    status.set("ScalingActive", "True/ValidMetricFound")
    wanted = max(wanted, 0)
    var reason = ""
    if wanted > replicas { reason = "\(name) above target" }
    if wanted < replicas { reason = "All metrics below target" }
    let limited = limited(wanted, from: replicas, now: now)
    return settle(
      at: limited, from: replicas, metrics: metrics,
      reason: limited == replicas ? nil : reason, now: now)
  }

  private mutating func settle(
    at desired: Int, from replicas: Int,
    metrics: [(source: MetricSource, proposal: ReplicaCalculation.Proposal)], reason: String?,
    now: SimulatedTime
  ) -> Outcome {
    if reason != nil {
      status.set("AbleToScale", "True/SucceededRescale")
      remember(from: replicas, to: desired, now: now)
    }
    status.currentReplicas = replicas
    status.desiredReplicas = desired
    status.metrics = metrics
    return Outcome(replicas: desired, reason: reason)
  }

  // MARK: - Limits

  private mutating func limited(_ wanted: Int, from replicas: Int, now: SimulatedTime) -> Int {
    let stable: Int
    let limit: (replicas: Int, reason: String)
    if let behavior = spec.behavior {
      stable = stabilized(wanted, from: replicas, behavior, now: now)
      let reason = wanted >= replicas ? "ScaleUpStabilized" : "ScaleDownStabilized"
      status.set("AbleToScale", "True/\(stable == wanted ? "ReadyForNewScale" : reason)")
      limit = bounded(stable, from: replicas, behavior, now: now)
    } else {
      stable = stabilized(wanted, now: now)
      status.set(
        "AbleToScale", "True/\(stable == wanted ? "ReadyForNewScale" : "ScaleDownStabilized")")
      limit = bounded(stable, from: replicas)
    }
    status.set("ScalingLimited", "\(limit.replicas == stable ? "False" : "True")/\(limit.reason)")
    return limit.replicas
  }

  /// The most that was recommended in the last five minutes (stabilizeRecommendation).
  private mutating func stabilized(_ wanted: Int, now: SimulatedTime) -> Int {
    let recent = recommendations.filter {
      now < $0.time.adding(seconds: Self.downscaleWindow)
    }
    let most = recent.map(\.replicas).max().map { max($0, wanted) } ?? wanted
    recommendations = recent + [Recommendation(replicas: wanted, time: now)]
    return most
  }

  /// Within what was recommended in the window of each direction.
  private mutating func stabilized(
    _ wanted: Int, from replicas: Int, _ behavior: AutoscalerSpec.Behavior, now: SimulatedTime
  ) -> Int {
    func isRecent(_ recommendation: Recommendation, _ rules: ScalingRules) -> Bool {
      now < recommendation.time.adding(seconds: rules.stabilizationWindow)
    }
    let least = recommendations.filter { isRecent($0, behavior.up) }.map(\.replicas).min()
    let most = recommendations.filter { isRecent($0, behavior.down) }.map(\.replicas).max()
    let lower = min(least ?? wanted, wanted)
    let upper = max(most ?? wanted, wanted)
    recommendations.removeAll { !isRecent($0, behavior.up) && !isRecent($0, behavior.down) }
    recommendations.append(Recommendation(replicas: wanted, time: now))
    return min(max(replicas, lower), upper)
  }

  /// Without spec.behavior: to twice the size, or to 4, at once.
  private func bounded(_ wanted: Int, from replicas: Int) -> (replicas: Int, reason: String) {
    let fastest = max(2 * replicas, 4)
    let most = min(spec.maxReplicas, fastest)
    if wanted < spec.minReplicas { return (spec.minReplicas, "TooFewReplicas") }
    if wanted > most {
      return (most, spec.maxReplicas > fastest ? "ScaleUpLimit" : "TooManyReplicas")
    }
    return (wanted, "DesiredWithinRange")
  }

  private func bounded(
    _ wanted: Int, from replicas: Int, _ behavior: AutoscalerSpec.Behavior, now: SimulatedTime
  ) -> (replicas: Int, reason: String) {
    if wanted > replicas {
      let fastest = max(upLimit(from: replicas, behavior.up, now: now), replicas)
      let most = min(spec.maxReplicas, fastest)
      if wanted > most {
        return (most, spec.maxReplicas > fastest ? "ScaleUpLimit" : "TooManyReplicas")
      }
    } else if wanted < replicas {
      let fastest = min(downLimit(from: replicas, behavior.down, now: now), replicas)
      let least = max(spec.minReplicas, fastest)
      if wanted < least {
        return (least, spec.minReplicas < fastest ? "ScaleDownLimit" : "TooFewReplicas")
      }
    }
    return (wanted, "DesiredWithinRange")
  }

  private func upLimit(from replicas: Int, _ rules: ScalingRules, now: SimulatedTime) -> Int {
    guard rules.select != .disabled else { return replicas }
    let limits = rules.policies.map { policy in
      let start = periodStart(replicas, policy, now: now)
      return policy.isPercent
        ? Int((Double(start) * (1 + Double(policy.value) / 100)).rounded(.up))
        : start + policy.value
    }
    return (rules.select == .least ? limits.min() : limits.max()) ?? Int(Int32.min)
  }

  private func downLimit(from replicas: Int, _ rules: ScalingRules, now: SimulatedTime) -> Int {
    guard rules.select != .disabled else { return replicas }
    let limits = rules.policies.map { policy in
      let start = periodStart(replicas, policy, now: now)
      return policy.isPercent
        ? Int(Double(start) * (1 - Double(policy.value) / 100)) : start - policy.value
    }
    return (rules.select == .least ? limits.max() : limits.min()) ?? Int(Int32.max)
  }

  /// The size when a policy's period began.
  private func periodStart(
    _ replicas: Int, _ policy: ScalingRules.Policy, now: SimulatedTime
  ) -> Int {
    func change(_ rescales: [Rescale]) -> Int {
      rescales.lazy.filter { now < $0.time.adding(seconds: policy.periodSeconds) }
        .reduce(0) { $0 + $1.change }
    }
    return replicas - change(ups) + change(downs)
  }

  private mutating func remember(from old: Int, to new: Int, now: SimulatedTime) {
    guard let behavior = spec.behavior else { return }
    func recent(_ rescales: [Rescale], _ rules: ScalingRules) -> [Rescale] {
      let longest = rules.policies.map(\.periodSeconds).max() ?? 0
      return rescales.filter { now < $0.time.adding(seconds: longest) }
    }
    if new > old {
      ups = recent(ups, behavior.up) + [Rescale(change: new - old, time: now)]
    } else {
      downs = recent(downs, behavior.down) + [Rescale(change: old - new, time: now)]
    }
  }
}
