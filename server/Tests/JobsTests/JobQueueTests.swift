import Jobs
import Logging
import RedisServer
import RedisStreams
import Synchronization
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

  @Test func `a job that is known with another payload is not the same job`() async throws {
    let fixture = try Fixture()
    let queue = fixture.queue
    #expect(try await queue.submit(id: "a", payload: [1], digest: "one") == .queued)
    #expect(try await queue.submit(id: "a", payload: [1], digest: "one") == .queued)
    await #expect(throws: JobError.otherPayload) {
      try await queue.submit(id: "a", payload: [2], digest: "two")
    }
    let worker = fixture.worker { _, payload in payload }
    _ = try await fixture.end(of: "a")
    #expect(try await queue.submit(id: "a", payload: [1], digest: "one") == .succeeded)
    await worker.stop()
  }

  @Test func `owners have their own jobs under the same identifier`() async throws {
    let fixture = try Fixture()
    let queue = fixture.queue
    for owner in ["ann", "bob"] {
      try await queue.submit(id: "a", owner: owner, payload: Array(owner.utf8))
    }
    try await queue.submit(id: "b", owner: "bob", payload: [])
    #expect(try await queue.depth(group: "workers").unfinished == 3)
    #expect(try await queue.status("a") == nil)
    #expect(try await queue.status("b", owner: "ann") == nil)
    #expect(try await queue.list(owner: "ann", atMost: 10).map(\.id) == ["a"])
    #expect(Set(try await queue.list(owner: "bob", atMost: 10).map(\.id)) == ["a", "b"])
    #expect(try await queue.list(owner: "bob", atMost: 1).count == 1)
    #expect(try await queue.list(atMost: 10).isEmpty)
    let worker = fixture.worker { _, payload in payload }
    let status = try await value {
      let status = try await queue.status("a", owner: "bob")
      return status?.state == .succeeded ? status : nil
    }
    #expect(status.result == Array("bob".utf8))
    await worker.stop()
  }

  @Test func `a job that is cancelled before it began is never run`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("a", "payload")
    #expect(try await fixture.queue.cancel("unknown") == nil)
    for _ in 1...2 { #expect(try await fixture.queue.cancel("a") == .cancelled) }
    #expect(try await fixture.queue.depth(group: "workers").unfinished == 0)
    try await fixture.submit("b")
    let worker = fixture.worker { _, _ in [1] }
    #expect(try await fixture.end(of: "b").state == .succeeded)
    await worker.stop()
    #expect(try await fixture.queue.status("a")?.state == .cancelled)
    #expect(try await fixture.queue.cancel("b") == .succeeded)
    #expect(worker.events.all == [.began(attempt: 1, waited: .zero), .succeeded(.zero)])
  }

  @Test func `a job that is cancelled in hand is left, and its worker takes the next`() async throws
  {
    let fixture = try Fixture()
    let gate = Gate()
    try await fixture.submit("a")
    let worker = fixture.worker { id, _ in
      if id == "a" { await gate.pass() }
      return [1]
    }
    try await worker.events.wait(for: .began(attempt: 1, waited: .zero))
    #expect(try await fixture.queue.cancel("a") == .cancelled)
    try await worker.events.wait(for: .cancelled)
    try await fixture.submit("b")
    #expect(try await fixture.end(of: "b").state == .succeeded)
    gate.unlock()
    await worker.stop()
    let status = try #require(try await fixture.queue.status("a"))
    #expect(status.state == .cancelled && status.result == nil)
    #expect(try await fixture.queue.depth(group: "workers").unfinished == 0)
  }

  @Test func `a job that was set aside can be queued again, and no other`() async throws {
    let fixture = try Fixture()
    let fails = Mutex(true)
    try await fixture.submit("a", "abc")
    let worker = fixture.worker(maxAttempts: 1) { _, payload throws(JobFailure) in
      if fails.withLock({ $0 }) { throw .transient("busy") }
      return payload
    }
    #expect(try await fixture.end(of: "a").state == .failed)
    #expect(try await fixture.queue.depth(group: "workers").parked == 1)
    fails.withLock { $0 = false }
    #expect(try await fixture.queue.requeue("a"))
    let status = try await value {
      let status = try await fixture.queue.status("a")
      return status?.state == .succeeded ? status : nil
    }
    #expect(status.result == Array("abc".utf8) && status.attempts == 1 && status.reason == nil)
    #expect(try await fixture.queue.depth(group: "workers").parked == 0)
    await #expect(throws: JobError.notParked) { try await fixture.queue.requeue("a") }
    #expect(try await fixture.queue.requeue("unknown") == false)
    await worker.stop()
  }

  @Test func `a long result is stored only while Redis has memory`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("small", "payload")
    try await fixture.submit("large", "payload")
    _ = try await fixture.client.send(["CONFIG", "SET", "maxmemory", "1"])
    let worker = fixture.worker(maxAttempts: 1) { id, payload in
      id == "small" ? payload : [UInt8](repeating: 0x20, count: 100_000)
    }
    #expect(try await fixture.end(of: "small").state == .succeeded)
    let status = try await fixture.end(of: "large")
    #expect(status.state == .failed)
    #expect(status.reason?.hasSuffix("the queue has no memory for the result") == true)
    await worker.stop()
  }

  @Test func `a result that is too long to be given does not end the connection`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("a")
    _ = try await fixture.client.send(["SETRANGE", "long", "50331648", "x"])
    _ = try await fixture.client.send([
      "EVAL",
      "redis.call('HSET', KEYS[1], 'status', 'succeeded', 'result', redis.call('GET', KEYS[2]))",
      "2", "jobs:job:a", "long",
    ])
    let status = try #require(try await fixture.queue.status("a"))
    #expect(status.result == nil && status.reason == "the result is too long to be given")
  }

  @Test func `a job is predicted in the trace of whoever submitted it`() async throws {
    let fixture = try Fixture()
    try await fixture.queue.submit(id: "a", payload: [1], traceparent: "00-trace")
    try await fixture.submit("b")
    let worker = fixture.worker { _, _ in Array((JobWorker.traceparent ?? "none").utf8) }
    #expect(try await fixture.end(of: "a").result == Array("00-trace".utf8))
    #expect(try await fixture.end(of: "b").result == Array("none".utf8))
    await worker.stop()
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
