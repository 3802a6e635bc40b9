import YAML
import Values

/// A target with an autoscaler, and what its metrics read at each sync.
struct AutoscalingScenario {
  var autoscaler: AutoscalerSpec
  /// The target's replicas before time 0, all of them created 1,000 s earlier.
  var replicas: Int
  /// The thousandths that one pod requests of a resource, or nil where a container has no request.
  var request: @Sendable (MetricSource) -> Int?
  /// From a pod's creation until it is ready.
  var readyAfter: Duration
  /// From a pod's creation until the metrics API knows of it.
  var metricsAfter: Duration
  /// What holds for each sync.
  var frames: [Frame]

  /// What holds for one sync.
  struct Frame {
    var readings: [String: Reading] = [:]
    /// Pods by their indices.
    var unready: Set<Int> = []
    var missing: Set<Int> = []
    var failed: Set<Int> = []
    var terminating: Set<Int> = []
    var pending: Set<Int> = []
    /// What somebody scales the target to, a second before the sync.
    var replicas: Int?
    /// What the autoscaler is replaced by, a second before the sync.
    var autoscaler: AutoscalerSpec?
  }

  /// What the metrics API holds, in thousandths.
  enum Reading {
    /// By index; the last holds for all that follow.
    case each([Int])
    /// Shared by the pods that are known.
    case shared(Int)
  }

  /// What is seen after a sync.
  struct Sync {
    var time: SimulatedTime
    var replicas: Int
    /// The pods that were ready at the sync.
    var ready: Int
    var reason: String?
    var status: HorizontalAutoscaler.Status
  }

  /// Every sync, one for each frame.
  func simulated() -> [Sync] { simulated(count: frames.count) { index, _ in frames[index] } }

  /// So many syncs; what holds for one may depend on the pods that there are.
  func simulated(count: Int, _ frame: (Int, [AutoscaledPod]) -> Frame) -> [Sync] {
    var controller = HorizontalAutoscaler(autoscaler)
    var replicas = replicas
    var pods: [AutoscaledPod] = []
    add(to: &pods, replicas, at: SimulatedTime(seconds: -1_000))
    return (0..<count).map { index in
      let now = SimulatedTime.zero.adding(seconds: HorizontalAutoscaler.syncPeriod * (index + 1))
      let frame = frame(index, pods)
      if let changed = frame.autoscaler { controller.spec = changed }
      if let changed = frame.replicas {
        replicas = changed
        add(to: &pods, replicas, at: now.adding(seconds: -1))
      }
      update(&pods, frame, now: now)
      let ready = pods.count(where: \.isReady)
      let calculation = ReplicaCalculation(
        pods: pods, replicas: replicas, tolerance: controller.spec.tolerance, now: now,
        request: request)
      let outcome = controller.sync(replicas: replicas, now: now) { metric in
        calculation.proposal(for: metric, reading(of: metric, pods, frame, now: now))
      }
      replicas = outcome.replicas
      add(to: &pods, replicas, at: now)
      return Sync(
        time: now, replicas: replicas, ready: ready, reason: outcome.reason,
        status: controller.status)
    }
  }

  /// Pods come and go at the highest indices; fewer than none are none, whatever an autoscaler says that
  /// no server would take.
  private func add(to pods: inout [AutoscaledPod], _ count: Int, at now: SimulatedTime) {
    pods.removeLast(max(0, pods.count - max(0, count)))
    while pods.count < count { pods.append(AutoscaledPod(created: now, changed: now)) }
  }

  private func update(_ pods: inout [AutoscaledPod], _ frame: Frame, now: SimulatedTime) {
    for index in pods.indices {
      let ready = pods[index].created + readyAfter
      let isReady = ready <= now && !frame.unready.contains(index)
      if isReady {
        pods[index].changed = ready
      } else if pods[index].isReady {
        pods[index].changed = now
      }
      pods[index].isReady = isReady
      pods[index].isTerminating = frame.terminating.contains(index)
      pods[index].phase =
        frame.failed.contains(index)
        ? .failed : frame.pending.contains(index) ? .pending : .running
    }
  }

  private func reading(
    of metric: MetricSource, _ pods: [AutoscaledPod], _ frame: Frame, now: SimulatedTime
  ) -> MetricReading? {
    guard let reading = frame.readings[metric.key] else { return nil }
    if metric.kind == .object || metric.kind == .external {
      switch reading {
      case .each(let values): return .total(values.reduce(0) { $0.adding(saturating: $1) })
      case .shared(let value): return .total(value)
      }
    }
    let known = pods.indices.filter {
      pods[$0].created + metricsAfter <= now && !frame.missing.contains($0)
    }
    guard !known.isEmpty else { return nil }
    let values = known.compactMap { index -> (Int, Int)? in
      switch reading {
      case .each(let values):
        values.isEmpty ? nil : (index, values[min(index, values.count - 1)])
      case .shared(let value): (index, value / known.count)
      }
    }
    return .pods(Dictionary(uniqueKeysWithValues: values))
  }
}
