import Jobs
import Logging
import RedisServer
import RedisStreams
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct JobQueueTests {
  @Test func `a job submitted twice is queued once and keeps its payload`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("job-1", "first")
    try await fixture.submit("job-1", "second")
    #expect(try await fixture.queue.depth(group: "workers") == JobDepth(unfinished: 1, pending: 0))
    let payload = try await fixture.client.send(["HGET", "jobs:job:job-1", "payload"])
    #expect(payload.text == "first")
    let status = try #require(try await fixture.queue.status("job-1"))
    #expect(status.state == .queued && status.attempts == 0 && status.submitted > 1_700_000_000_000)
    #expect(status.started == nil && status.finished == nil && status.result == nil)
  }

  @Test func `a full queue takes no job but knows the ones it has`() async throws {
    let fixture = try Fixture(capacity: 2)
    try await fixture.submit("a")
    try await fixture.submit("b")
    await #expect(throws: JobError.full) { try await fixture.submit("c") }
    try await fixture.submit("a")
    #expect(try await fixture.queue.status("c") == nil)
  }

  @Test func `a Redis without memory is a full queue`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("a")
    _ = try await fixture.client.send(["CONFIG", "SET", "maxmemory", "1"])
    await #expect(throws: JobError.full) { try await fixture.submit("b") }
    let worker = fixture.worker { _, payload in payload }
    #expect(try await fixture.end(of: "a").state == .succeeded, "what is there is still done")
    await worker.stop()
  }

  @Test(arguments: [
    "", "a b", "a:b", "é", "a\n", "../a", "*", String(repeating: "a", count: 129),
  ])
  func `an identifier with other characters is refused`(_ id: String) async throws {
    let client = RedisClient(
      RedisConfiguration(host: "127.0.0.1", port: 1), logger: .init(label: "unused"))
    let queue = JobQueue(client: client, stream: "jobs", timeToLive: .seconds(1), capacity: 1)
    await #expect(throws: JobError.invalidIdentifier) {
      try await queue.submit(id: id, payload: [])
    }
    await #expect(throws: JobError.invalidIdentifier) { _ = try await queue.status(id) }
  }

  @Test func `a job is forgotten after its time to live`() async throws {
    let fixture = try Fixture()
    let queue = JobQueue(
      client: fixture.client, stream: "jobs", timeToLive: .milliseconds(20), capacity: 10)
    try await queue.submit(id: "a", payload: [])
    try await value { try await queue.status("a") == nil ? () : nil }
    let worker = fixture.worker { _, _ in [1] }
    try await worker.events.wait(for: .discarded)
    await worker.stop()
    #expect(try await queue.depth(group: "workers").unfinished == 0)
  }

  @Test func `a queue without Redis says why and not the password`() async throws {
    let fixture = try Fixture()
    fixture.server.stop()
    let error = await #expect(throws: JobError.self) { try await fixture.submit("a") }
    let text = try #require(error?.description)
    #expect(text.contains("refused") && !text.contains(RedisServer.password))
  }
}
