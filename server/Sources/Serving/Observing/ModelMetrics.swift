package import Inference
import Metrics
package import Scheduling
import Synchronization
import Telemetry

/// What the metrics say of one model: its queue, its batches, and whether it is served.
package final class ModelMetrics: Sendable {
  private let registry: MetricsRegistry
  /// What tells its series from those of the other models; nothing where there is one.
  private let labels: [(String, String)]
  private let queueDepth: Meter
  private let queueLatency: Timer
  private let inferenceLatency: Timer
  private let batchSize: Recorder
  private let shed = Mutex<[SchedulerEvent.Reason: Counter]>([:])
  /// What is said of the package that is served.
  private let current = Mutex<[Meter]>([])

  init(_ registry: MetricsRegistry, labels: [(String, String)]) {
    self.registry = registry
    self.labels = labels
    queueDepth = Meter(label: "queue_depth", dimensions: labels, factory: registry)
    queueLatency = Timer(
      label: "queue_latency_seconds", dimensions: labels, preferredDisplayUnit: .seconds,
      factory: registry)
    inferenceLatency = Timer(
      label: "inference_latency_seconds", dimensions: labels, preferredDisplayUnit: .seconds,
      factory: registry)
    batchSize = Recorder(
      label: "batch_size", dimensions: labels, aggregate: true, factory: registry)
    queueDepth.set(0)
    setReady(false)
  }

  /// Counts what a scheduler did.
  package func observe(_ event: SchedulerEvent) {
    switch event {
    case .predicted(let rows, let duration):
      batchSize.record(rows)
      inferenceLatency.record(duration: duration)
    case .waited(let duration): queueLatency.record(duration: duration)
    case .depth(let depth): queueDepth.set(depth)
    case .shed(let reason):
      let counter = shed.withLock { shed in
        if let known = shed[reason] { return known }
        let counter = Counter(
          label: "requests_shed_total", dimensions: labels + [("reason", reason.rawValue)],
          factory: registry)
        shed[reason] = counter
        return counter
      }
      counter.increment()
    }
  }

  /// Notes the package that is served from now on, and that the one before it is not.
  package func loaded(_ manifest: ModelManifest, in duration: Duration) {
    forget()
    let model = [("model", manifest.name), ("version", manifest.version)]
    let made = [("engine", manifest.engine), ("trainer", manifest.trainer)]
    let loadTime = Meter(label: "model_load_time_seconds", dimensions: model, factory: registry)
    let info = Meter(label: "model_info", dimensions: model + made, factory: registry)
    loadTime.set(duration / .seconds(1))
    info.set(1)
    current.withLock { $0 = [loadTime, info] }
    setReady(true)
    loads(outcome: "success")
  }

  /// Counts a package that could not serve.
  package func loadFailed() { loads(outcome: "failure") }

  /// Notes that no package is served any more.
  package func unloaded() {
    forget()
    setReady(false)
  }

  private func forget() {
    current.withLock { current in
      for meter in current { meter.destroy() }
      current = []
    }
  }

  private func setReady(_ isReady: Bool) {
    Meter(label: "model_ready", dimensions: labels, factory: registry).set(isReady ? 1 : 0)
  }

  private func loads(outcome: String) {
    Counter(
      label: "model_loads_total", dimensions: labels + [("outcome", outcome)], factory: registry
    ).increment()
  }
}
