package import Jobs
import ServiceLifecycle

/// Works on jobs from when a model is ready until the service is stopped.
package struct JobService: Service {
  private let workers: [JobWorker]
  private let host: ModelHost
  private let gracePeriod: Duration

  /// - Parameter gracePeriod: how long the jobs in hand may still take once the service is stopped.
  package init(_ workers: [JobWorker], host: ModelHost, gracePeriod: Duration) {
    self.workers = workers
    self.host = host
    self.gracePeriod = gracePeriod
  }

  /// Waits for a model, then works until the service stops and the jobs in hand are done.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while host.served == nil, !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(50))
      }
    }
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for worker in workers { group.addTask { await worker.run() } }
      }
    } onGracefulShutdown: {
      for worker in workers { Task { await worker.stop(within: gracePeriod) } }
    }
  }
}
