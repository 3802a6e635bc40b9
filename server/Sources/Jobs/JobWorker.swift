package import Logging
package import RedisStreams
import Synchronization

/// Takes jobs from a queue, one at a time, and stores what they give.
///
/// Several in one process have several jobs in hand, each under a name of its own.
/// A job is taken at least once and its result stored once. While a job is in hand the worker says so
/// to Redis; when it falls silent another worker claims the job.
package final class JobWorker: Sendable {
  /// Which jobs a worker takes, and how patient it is.
  package struct Configuration: Sendable {
    /// The group of consumers that share the jobs.
    package var group: String
    /// The worker's name, which no other worker of the group may have at the same time.
    package var consumer: String
    /// After how long a silence a job in hand is taken over.
    package var claimIdle: Duration
    /// After how many attempts a job is set aside.
    package var maxAttempts: Int
    /// How long a job waits after a transient failure; no longer than `claimIdle`.
    package var retryDelay: Duration

    package init(
      group: String, consumer: String, claimIdle: Duration, maxAttempts: Int,
      retryDelay: Duration = .seconds(1)
    ) {
      self.group = group
      self.consumer = consumer
      self.claimIdle = claimIdle
      self.maxAttempts = maxAttempts
      self.retryDelay = min(retryDelay, claimIdle)
    }
  }

  /// Makes a result of a job's identifier and payload.
  package typealias Process =
    @Sendable (_ id: String, _ payload: [UInt8]) async throws(JobFailure) -> [UInt8]

  /// The span of whoever submitted the job that this task is an attempt at, as W3C's Trace Context
  /// writes it; nil where there is none.
  @TaskLocal package static var traceparent: String?

  let queue: JobQueue
  let reader: RedisClient
  let configuration: Configuration
  let logger: Logger
  let observe: @Sendable (JobEvent) -> Void
  let process: Process
  private let state = Mutex(State())

  private struct State {
    var isStopping = false
    /// How many steps in a row failed in Redis.
    var failures = 0
    var runner: Task<Void, Never>?
  }

  /// Makes a worker, which does nothing before it runs.
  ///
  /// - Parameter reader: a client of the worker's own, since it blocks while it waits for jobs.
  package init(
    queue: JobQueue, reader: RedisClient, configuration: Configuration, logger: Logger,
    observe: @escaping @Sendable (JobEvent) -> Void = { _ in }, process: @escaping Process
  ) {
    self.queue = queue
    self.reader = reader
    self.configuration = configuration
    self.logger = logger
    self.observe = observe
    self.process = process
  }

  /// Works until it is stopped, its clients are closed, or the task is cancelled.
  ///
  /// A cancellation abandons the job in hand at once. A worker runs once.
  package func run() async {
    let runner: Task<Void, Never>? = state.withLock { state in
      precondition(state.runner == nil, "a worker runs once")
      if state.isStopping { return nil }
      let runner = Task { await work() }
      state.runner = runner
      return runner
    }
    guard let runner else { return }
    await withTaskCancellationHandler {
      await runner.value
    } onCancel: {
      runner.cancel()
    }
  }

  /// Takes no more jobs, and returns once the job in hand is done or the bound is over.
  ///
  /// A job that is not done by then is given back, so that another worker takes it at once; its
  /// task is cancelled, and what it may still give is dropped.
  package func stop(within bound: Duration) async {
    let runner = state.withLock { state in
      state.isStopping = true
      return state.runner
    }
    guard let runner else { return }
    let timer = Task {
      do {
        try await Task.sleep(for: bound)
        runner.cancel()
      } catch {
        // The job in hand was done in time.
      }
    }
    await runner.value
    timer.cancel()
  }

  /// Whether Redis did what it was asked last, as far as anything was asked.
  package var isConnected: Bool { state.withLock { $0.failures < 2 } }

  var isStopping: Bool { state.withLock { $0.isStopping } || Task.isCancelled }

  private func work() async {
    var inbox = JobInbox(queue: queue, reader: reader, configuration: configuration)
    var failures = 0
    while !isStopping {
      do throws(RedisError) {
        let delivery = try await inbox.next()
        failures = 0
        state.withLock { $0.failures = 0 }
        guard let delivery else { continue }
        if delivery.isClaimed { observe(.claimed) }
        await handle(delivery.entry)
      } catch {
        if error == .closed || error == .cancelled { break }
        failures += 1
        await pause(after: error, failures: failures)
      }
    }
    // Whatever is the case with Redis now, a consumer that is left behind does no harm.
    await unlessCancelled { [queue, configuration] in
      _ = try? await queue.client.eval(
        JobScripts.leave, keys: [queue.stream],
        arguments: [RESPArgument(configuration.group), RESPArgument(configuration.consumer)],
        timeout: .milliseconds(500))
    }
  }

  /// Notes that Redis failed and waits, longer after each failure in a row.
  func pause(after error: RedisError, failures: Int) async {
    observe(.redisFailed)
    state.withLock { $0.failures = failures }
    logger.warning(
      "a step of a job failed in Redis",
      metadata: ["error": "\(error)", "failures": "\(failures)"])
    let delay = min(Duration.milliseconds(10) * (1 << min(failures, 10)), .seconds(1))
    // A cancellation ends the wait, and the caller looks for one.
    try? await Task.sleep(for: delay * Double.random(in: 0.5...1))
  }

  /// Runs a last step also where the worker's task is cancelled already.
  func unlessCancelled(_ body: @escaping @Sendable () async -> Void) async {
    await Task { await body() }.value
  }
}
