/// Which pods a ReplicaSet gives up first (kube-controller-manager's ActivePodsWithRanks).
enum ScaleDownOrder {
  /// The first `count` pods to delete: those that are not ready, then by how long they are ready or
  /// exist, in powers of two, younger ones first.
  ///
  /// Each pod has a node of its own here, and none has a deletion cost, so neither decides.
  static func first(_ count: Int, of pods: [SimulatedPod], now: SimulatedTime) -> [SimulatedPod] {
    guard count > 0 else { return [] }
    guard count < pods.count else { return pods }
    return Array(pods.sorted { isBefore($0, $1, now: now) }.prefix(count))
  }

  private static func isBefore(_ left: SimulatedPod, _ right: SimulatedPod, now: SimulatedTime)
    -> Bool
  {
    if left.isReady != right.isReady { return right.isReady }
    if left.isReady, left.changed.wholeSeconds != right.changed.wholeSeconds {
      let ages = (age(left.changed, now), age(right.changed, now))
      return ages.0 == ages.1 ? left.id < right.id : ages.0 < ages.1
    }
    if left.created.wholeSeconds != right.created.wholeSeconds {
      let ages = (age(left.created, now), age(right.created, now))
      return ages.0 == ages.1 ? left.id < right.id : ages.0 < ages.1
    }
    return left.id < right.id
  }

  /// The logarithm of an age in nanoseconds, cut off; -1 for none.
  private static func age(_ time: SimulatedTime, _ now: SimulatedTime) -> Int {
    let nanoseconds = (now.microseconds - time.wholeSeconds.microseconds) * 1_000
    return nanoseconds > 0 ? Int.bitWidth - 1 - nanoseconds.leadingZeroBitCount : -1
  }
}
