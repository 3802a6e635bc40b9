package import Jobs
import Metrics

extension ServiceMetrics {
  /// Counts what happens to jobs; they are few, so their series are looked up each time.
  package func observe(_ event: JobEvent) {
    switch event {
    case .began(_, let waited): timer("job_wait_seconds").record(duration: waited)
    case .succeeded(let duration):
      timer("job_duration_seconds").record(duration: duration)
      jobEnded("succeeded")
    case .failed(let duration):
      timer("job_duration_seconds").record(duration: duration)
      jobEnded("failed")
    case .parked: jobEnded("parked")
    case .cancelled: jobEnded("cancelled")
    case .retried: counter("job_retries_total").increment()
    case .claimed: counter("jobs_claimed_total").increment()
    case .discarded: counter("job_results_discarded_total").increment()
    case .handedBack: counter("jobs_handed_back_total").increment()
    case .redisFailed: counter("redis_failures_total").increment()
    }
  }

  /// Tells how much waits in the queue; nil where Redis did not say.
  func observe(_ depth: JobDepth?, hasGroup: Bool) {
    meter("redis_up").set(depth == nil ? 0 : 1)
    guard let depth else { return }
    meter("jobs_unfinished").set(depth.unfinished)
    if hasGroup { meter("jobs_in_hand").set(depth.pending) }
    meter("jobs_parked").set(depth.parked)
  }

  private func meter(_ name: String) -> Meter {
    Meter(label: name, dimensions: [], factory: registry)
  }

  private func jobEnded(_ outcome: String) {
    Counter(label: "jobs_total", dimensions: [("outcome", outcome)], factory: registry).increment()
  }

  private func counter(_ name: String) -> Counter {
    Counter(label: name, dimensions: [], factory: registry)
  }

  private func timer(_ name: String) -> Timer {
    Timer(label: name, dimensions: [], preferredDisplayUnit: .seconds, factory: registry)
  }
}
