/// A pod in the store: bound at once and running from then on.
struct SimulatedPod {
  /// Rises with each creation; it stands for the pod's name and its UID.
  let id: Int
  /// The ReplicaSet or revision that the pod was made from, as its controller counts them.
  let set: Int
  /// The ordinal of a StatefulSet's pod, the node of a DaemonSet's; 0 elsewhere.
  let slot: Int
  let created: SimulatedTime
  /// What the pod is made from, as its store counts it.
  let make: Int
  /// Whether its Ready condition is true.
  var isReady = false
  /// When its Ready condition changed last.
  var changed: SimulatedTime
  /// Whether it was deleted and has not ended yet.
  var isTerminating = false

  /// Whether it has been ready for `minReadySeconds`, counted from a time in whole seconds.
  func isAvailable(minReadySeconds: Int, now: SimulatedTime) -> Bool {
    isReady && (minReadySeconds == 0 || becomesAvailable(minReadySeconds) <= now)
  }

  /// When a pod that is ready becomes available, unless it changes before.
  func becomesAvailable(_ minReadySeconds: Int) -> SimulatedTime {
    changed.wholeSeconds.adding(seconds: minReadySeconds)
  }
}

extension Sequence<SimulatedPod> {
  /// When the first pod that is ready but not available yet becomes available; nil where none is.
  func nextAvailability(minReadySeconds: Int, now: SimulatedTime) -> SimulatedTime? {
    filter { $0.isReady && !$0.isAvailable(minReadySeconds: minReadySeconds, now: now) }
      .map { $0.becomesAvailable(minReadySeconds) }
      .min()
  }
}

/// What becomes of a pod without anyone asking for it.
struct PodStep {
  let pod: Int
  let kind: Kind

  enum Kind { case ready, unready, readyAgain, gone }
}
