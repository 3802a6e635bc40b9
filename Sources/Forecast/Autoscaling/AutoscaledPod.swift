/// A pod of what an autoscaler scales, as it stands at a sync.
struct AutoscaledPod {
  /// status.startTime.
  let created: SimulatedTime
  var phase = Phase.running
  var isTerminating = false
  var isReady = false
  /// When its Ready condition changed last.
  var changed: SimulatedTime

  enum Phase { case pending, running, failed }

  /// Whether its use of CPU says nothing yet: a pod in its first five minutes that is not ready or has
  /// not been measured for a whole window since it was; later, one that has never been ready.
  func isIgnoredForCPU(now: SimulatedTime) -> Bool {
    if now < created.adding(seconds: HorizontalAutoscaler.initializationPeriod) {
      return !isReady || now < changed.adding(seconds: HorizontalAutoscaler.metricWindow)
    }
    return !isReady
      && created.adding(seconds: HorizontalAutoscaler.initialReadinessDelay) > changed
  }
}

/// What the metrics API answers at a sync, in thousandths.
enum MetricReading {
  /// By the indices of the pods that it knows.
  case pods([Int: Int])
  /// Of an object, or of all series of an external metric together.
  case total(Int)
}
