import Jobs
import Logging
import RedisServer
import RedisStreams
import Synchronization
import Testing

/// A queue in a Redis of its own.
struct Fixture {
  static let group = "workers"
  let server: RedisServer
  let client: RedisClient
  let queue: JobQueue

  init(keepsData: Bool = false, capacity: Int = 1000) throws {
    server = try RedisServer(keepsData: keepsData)
    client = Self.client(of: server)
    queue = JobQueue(
      client: client, stream: "jobs", timeToLive: .seconds(60), capacity: capacity)
  }

  static func client(of server: RedisServer) -> RedisClient {
    var configuration = RedisConfiguration(
      host: "127.0.0.1", port: server.port, password: RedisServer.password)
    configuration.firstDelay = .milliseconds(2)
    configuration.longestDelay = .milliseconds(20)
    return RedisClient(
      configuration, logger: Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() })
  }

  /// A worker with clients of its own, as in a process of its own.
  func worker(
    _ consumer: String = "a", claimIdle: Duration = .milliseconds(200), maxAttempts: Int = 3,
    process: @escaping JobWorker.Process
  ) -> RunningWorker {
    let events = Events()
    let worker = JobWorker(
      queue: JobQueue(
        client: Self.client(of: server), stream: "jobs", timeToLive: .seconds(60), capacity: 1000),
      reader: Self.client(of: server),
      configuration: JobWorker.Configuration(
        group: Self.group, consumer: consumer, claimIdle: claimIdle, maxAttempts: maxAttempts,
        retryDelay: .milliseconds(5)),
      logger: Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() },
      observe: { events.add($0) }, process: process)
    return RunningWorker(worker: worker, events: events, task: Task { await worker.run() })
  }

  func submit(_ id: String, _ payload: String = "") async throws {
    try await queue.submit(id: id, payload: Array(payload.utf8))
  }

  /// The status of a job that has ended, once it has.
  func end(of id: String) async throws -> JobStatus {
    try await value { () async throws -> JobStatus? in
      guard let status = try? await queue.status(id) else { return nil }
      return [.succeeded, .failed].contains(status.state) ? status : nil
    }
  }
}

struct RunningWorker {
  let worker: JobWorker
  let events: Events
  let task: Task<Void, Never>

  func stop(within bound: Duration = .seconds(10)) async {
    await worker.stop(within: bound)
    await task.value
  }
}

/// What happened in a worker, without the times.
final class Events: Sendable {
  private let events = Mutex<[JobEvent]>([])

  func add(_ event: JobEvent) { events.withLock { $0.append(event) } }

  var all: [JobEvent] {
    events.withLock { events in
      events.map { event in
        switch event {
        case .began(let attempt, _): .began(attempt: attempt, waited: .zero)
        case .succeeded: .succeeded(.zero)
        case .failed: .failed(.zero)
        default: event
        }
      }
    }
  }

  func wait(for event: JobEvent) async throws {
    try await value { all.contains(event) ? () : nil }
  }
}

/// Lets tasks pass once it is open.
final class Gate: Sendable {
  private let state = Mutex(false)
  func unlock() { state.withLock { $0 = true } }
  func pass() async { try? await value { state.withLock { $0 } ? () : nil } }
}

/// Asks again and again, for ten seconds at most.
func value<Value>(
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> Value?
) async throws -> Value {
  let end = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < end {
    if let value = try await body() { return value }
    try await Task.sleep(for: .milliseconds(2))
  }
  return try #require(try await body(), sourceLocation: sourceLocation)
}
