package import Jobs
import ServiceLifecycle

/// Asks every few seconds how much waits in the queue, for the metrics: what workers are scaled by, and
/// what tells that nobody works.
package struct QueueWatch: Service {
  private let queue: JobQueue
  private let group: String?
  private let metrics: ServiceMetrics
  private let interval: Duration

  /// - Parameter group: the workers whose jobs in hand are counted; nil where none are known.
  package init(
    _ queue: JobQueue, group: String? = nil, metrics: ServiceMetrics,
    interval: Duration = .seconds(5)
  ) {
    self.queue = queue
    self.group = group
    self.metrics = metrics
    self.interval = interval
  }

  /// Asks until the service stops.
  package func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        metrics.observe(try? await queue.depth(group: group ?? ""), hasGroup: group != nil)
        try? await Task.sleep(for: interval)
      }
    }
  }
}
