import Jobs
import Logging
import RedisServer
import RedisStreams
import Synchronization
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct OutageTests {
  @Test func `the group is made again after Redis lost everything`() async throws {
    let fixture = try Fixture()
    let worker = fixture.worker { _, payload in payload }
    try await fixture.submit("a")
    _ = try await fixture.end(of: "a")
    _ = try await fixture.client.send(["FLUSHALL"])
    try await fixture.submit("b", "again")
    #expect(try await fixture.end(of: "b").result == Array("again".utf8))
    await worker.stop()
  }

  @Test func `no accepted job is lost when Redis is killed and started again under load`()
    async throws
  {
    let fixture = try Fixture(keepsData: true)
    let workers = ["a", "b"].map { name in
      fixture.worker(name, maxAttempts: 20) { _, payload in
        await Task.yield()
        return payload
      }
    }
    let restarts = Task {
      for _ in 0..<3 {
        try await Task.sleep(for: .milliseconds(60))
        fixture.server.stop()
        try await Task.sleep(for: .milliseconds(20))
        try fixture.server.start()
      }
    }
    var accepted: [String] = []
    var refused = 0
    var isOver = false
    while !isOver {
      isOver = accepted.count >= 100 && fixture.server.starts == 4
      let id = "job-\(accepted.count + refused)"
      do {
        try await fixture.submit(id, id)
        accepted.append(id)
      } catch JobError.unavailable {
        refused += 1
        try await Task.sleep(for: .milliseconds(2))
      }
    }
    try await restarts.value
    for id in accepted {
      let status = try await fixture.end(of: id)
      #expect(status.state == .succeeded && status.result == Array(id.utf8))
    }
    // One whose answer was lost may be queued though it was refused.
    try await value {
      try await fixture.queue.depth(group: "workers").unfinished == 0 ? () : nil
    }
    for worker in workers { await worker.stop() }
    #expect(refused > 0)
  }

  @Test func `a result made while Redis is away is stored when it is back`() async throws {
    let fixture = try Fixture(keepsData: true)
    let gate = Gate()
    let worker = fixture.worker(claimIdle: .seconds(5)) { _, _ in
      await gate.pass()
      return [1]
    }
    try await fixture.submit("a")
    try await worker.events.wait(for: .began(attempt: 1, waited: .zero))
    fixture.server.stop()
    gate.unlock()
    try await worker.events.wait(for: .redisFailed)
    try fixture.server.start()
    let status = try await fixture.end(of: "a")
    #expect(status.state == .succeeded && status.attempts == 1 && status.result == [1])
    await worker.stop()
  }
}

@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct DrainTests {
  @Test func `a worker that stops ends the job in hand and takes no other`() async throws {
    let fixture = try Fixture()
    let gate = Gate()
    let worker = fixture.worker { _, _ in
      await gate.pass()
      return [1]
    }
    try await fixture.submit("a")
    try await worker.events.wait(for: .began(attempt: 1, waited: .zero))
    try await fixture.submit("b")
    async let stopped: Void = worker.stop()
    gate.unlock()
    await stopped
    #expect(try await fixture.queue.status("a")?.state == .succeeded)
    #expect(try await fixture.queue.status("b")?.state == .queued)
  }

  @Test func `a job that outlasts the bound goes to another worker without a lost attempt`()
    async throws
  {
    let fixture = try Fixture()
    let gate = Gate()
    let worker = fixture.worker("a", claimIdle: .seconds(5)) { _, _ in
      await gate.pass()
      return [1]
    }
    try await fixture.submit("a")
    try await worker.events.wait(for: .began(attempt: 1, waited: .zero))
    let start = ContinuousClock.now
    await worker.stop(within: .milliseconds(20))
    #expect(start.duration(to: .now) < .seconds(2))
    #expect(worker.events.all.last == .handedBack)
    let status = try #require(try await fixture.queue.status("a"))
    #expect(status.state == .queued && status.attempts == 0)
    let other = fixture.worker("b", claimIdle: .seconds(5)) { _, _ in [2] }
    #expect(try await fixture.end(of: "a").result == [2])
    #expect(start.duration(to: .now) < .seconds(4), "before the claim of a silent worker")
    await other.stop()
    gate.unlock()
  }

  @Test func `a job that comes while the worker stops goes to another one at once`() async throws {
    let fixture = try Fixture()
    let worker = fixture.worker("a", claimIdle: .seconds(4)) { _, _ in [1] }
    try await value {
      let clients = try await fixture.client.send(["INFO", "clients"]).text
      return clients?.contains("blocked_clients:1") == true ? () : nil
    }
    let stop = Task { await worker.stop() }
    // Time for the task to begin; the worker reads for longer than that.
    try await Task.sleep(for: .milliseconds(50))
    try await fixture.submit("a")
    await stop.value
    #expect(worker.events.all == [.handedBack])
    let other = fixture.worker("b", claimIdle: .seconds(4)) { _, _ in [2] }
    let start = ContinuousClock.now
    let status = try await fixture.end(of: "a")
    #expect(status.result == [2] && status.attempts == 1)
    #expect(start.duration(to: .now) < .seconds(3), "before the claim of a silent worker")
    await other.stop()
  }

  @Test func `a worker stops also while Redis is away`() async throws {
    let fixture = try Fixture()
    let worker = fixture.worker { _, _ in [] }
    try await fixture.submit("a")
    _ = try await fixture.end(of: "a")
    fixture.server.stop()
    try await worker.events.wait(for: .redisFailed)
    let start = ContinuousClock.now
    await worker.stop(within: .milliseconds(50))
    #expect(start.duration(to: .now) < .seconds(2))
  }

  @Test func `a worker that was stopped before it ran does nothing`() async throws {
    let fixture = try Fixture()
    let worker = JobWorker(
      queue: fixture.queue, reader: fixture.client,
      configuration: .init(
        group: "workers", consumer: "a", claimIdle: .seconds(1), maxAttempts: 1),
      logger: .init(label: "unused")
    ) { _, _ in [] }
    await worker.stop(within: .zero)
    await worker.run()
    #expect(try await fixture.client.send(["EXISTS", "jobs"]) == .integer(0))
  }
}
