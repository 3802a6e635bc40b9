package import Jobs
import ServiceLifecycle

/// Works on jobs from when a model is ready until the service is stopped.
package struct JobService: Service {
  private let worker: JobWorker
  private let host: ModelHost
  private let gracePeriod: Duration

  /// - Parameter gracePeriod: how long the job in hand may still take once the service is stopped.
  package init(_ worker: JobWorker, host: ModelHost, gracePeriod: Duration) {
    self.worker = worker
    self.host = host
    self.gracePeriod = gracePeriod
  }

  /// Waits for a model, then works until the service stops and the job in hand is done.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while host.served == nil, !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(50))
      }
    }
    await withGracefulShutdownHandler {
      await worker.run()
    } onGracefulShutdown: {
      Task { await worker.stop(within: gracePeriod) }
    }
  }
}
