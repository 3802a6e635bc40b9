/// How many replicas one metric asks for: kube-controller-manager's ReplicaCalculator.
struct ReplicaCalculation {
  let pods: [AutoscaledPod]
  /// spec.replicas of the target, which is its status.replicas too.
  let replicas: Int
  let tolerance: Tolerance
  let now: SimulatedTime
  /// The thousandths that one pod requests of a resource, or nil where a container has no request.
  let request: (MetricSource) -> Int?

  /// What a metric asks for, and what the status says of it.
  struct Proposal {
    var replicas: Int
    var utilization: Int?
    var value: Int
  }

  /// nil where the metric cannot be read.
  func proposal(for metric: MetricSource, _ reading: MetricReading?) -> Proposal? {
    switch (reading, metric.target) {
    case (.pods(let values)?, .utilization(let percent)):
      return byUtilization(metric, values, percent)
    case (.pods(let values)?, .averageValue(let target)): return byValue(metric, values, target)
    case (.total(let value)?, .averageValue(let target)):
      let ratio = Double(value) / (Double(target) * Double(replicas))
      let wanted =
        tolerance.allows(ratio) ? replicas : Self.ceil(Double(value) / Double(target))
      return Proposal(replicas: wanted, value: Self.ceil(Double(value) / Double(replicas)))
    case (.total(let value)?, .value(let target)):
      let ratio = Double(value) / Double(target)
      let ready = pods.count { $0.phase == .running && $0.isReady }
      guard replicas != 0 else { return Proposal(replicas: Self.ceil(ratio), value: value) }
      let wanted = tolerance.allows(ratio) ? replicas : Self.ceil(ratio * Double(ready))
      return Proposal(replicas: wanted, value: value)
    default: return nil
    }
  }

  /// GetResourceReplicas: the use as whole percents of what is requested.
  private func byUtilization(
    _ metric: MetricSource, _ values: [Int: Int], _ percent: Int
  ) -> Proposal? {
    guard let request = request(metric) else { return nil }
    let groups = groups(values, isCPU: metric.name == "cpu")
    guard !groups.measured.isEmpty, request > 0 else { return nil }
    func utilization(_ values: some Collection<Int>) -> Int {
      Int(
        clamping: values.reduce(Int128(0)) { $0 + Int128($1) } * 100
          / (Int128(request) * Int128(values.count)))
    }
    let used = groups.measured.reduce(Int128(0)) { $0 + Int128($1) }
    let reached = utilization(groups.measured)
    let wanted = replicas(
      groups, ratio: Double(reached) / Double(percent),
      missing: request.multiplied(saturatingBy: max(100, percent)) / 100, isUtilization: true
    ) { Double(utilization($0)) / Double(percent) }
    return Proposal(
      replicas: wanted, utilization: reached,
      value: Int(clamping: used / Int128(groups.measured.count)))
  }

  /// calcPlainMetricReplicas: the average against a value.
  private func byValue(_ metric: MetricSource, _ values: [Int: Int], _ target: Int) -> Proposal? {
    let isCPU = metric.kind != .pods && metric.name == "cpu"
    let groups = groups(values, isCPU: isCPU)
    guard !groups.measured.isEmpty else { return nil }
    func average(_ values: some Collection<Int>) -> Int {
      Int(clamping: values.reduce(Int128(0)) { $0 + Int128($1) } / Int128(values.count))
    }
    let reached = average(groups.measured)
    let wanted = replicas(groups, ratio: Double(reached) / Double(target), missing: target) {
      Double(average($0)) / Double(target)
    }
    return Proposal(replicas: wanted, value: reached)
  }

  /// What the pods that were measured ask for, with a guess for the others.
  ///
  /// On the way up those that are missing or not ready count as nothing; on the way down the missing
  /// ones count as `missing`. A use that is exactly as wanted leaves the missing out.
  private func replicas(
    _ groups: Groups, ratio: Double, missing: Int, isUtilization: Bool = false,
    _ ratioOf: ([Int]) -> Double
  ) -> Int {
    let countsUnready = groups.unready > 0 && ratio > 1
    guard countsUnready || groups.missing > 0 else {
      return tolerance.allows(ratio) ? replicas : Self.ceil(ratio * Double(groups.measured.count))
    }
    var values = groups.measured
    if ratio != 1 || !isUtilization {
      values += Array(repeating: ratio < 1 ? missing : 0, count: groups.missing)
    }
    if countsUnready { values += Array(repeating: 0, count: groups.unready) }
    let corrected = ratioOf(values)
    let turns = (ratio < 1 && corrected > 1) || (ratio > 1 && corrected < 1)
    guard !tolerance.allows(corrected), !turns else { return replicas }
    let wanted = Self.ceil(corrected * Double(values.count))
    let isReversed =
      (corrected < 1 && wanted > replicas) || (corrected > 1 && wanted < replicas)
    return isReversed ? replicas : wanted
  }

  private struct Groups {
    var measured: [Int] = []
    var unready = 0
    var missing = 0
  }

  /// groupPods: pods that are deleted or failed count for nothing.
  private func groups(_ values: [Int: Int], isCPU: Bool) -> Groups {
    var groups = Groups()
    for (index, pod) in pods.enumerated() where !pod.isTerminating && pod.phase != .failed {
      if pod.phase == .pending {
        groups.unready += 1
      } else if let value = values[index] {
        if isCPU, pod.isIgnoredForCPU(now: now) {
          groups.unready += 1
        } else {
          groups.measured.append(value)
        }
      } else {
        groups.missing += 1
      }
    }
    return groups
  }

  /// Rounded up, as a number of 32 bits.
  private static func ceil(_ value: Double) -> Int {
    guard value.isFinite else { return Int(Int32.min) }
    return Int(min(max(value.rounded(.up), -2_147_483_648), 2_147_483_647))
  }
}
