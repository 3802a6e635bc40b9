import Jobs
import RedisServer
import RedisStreams
import Synchronization
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct JobWorkerTests {
  @Test func `a job is queued, running, and then succeeded`() async throws {
    let fixture = try Fixture()
    let gate = Gate()
    try await fixture.submit("a", "abc")
    #expect(try await fixture.queue.status("a")?.state == .queued)
    let worker = fixture.worker { id, payload in
      await gate.pass()
      return Array(id.utf8) + payload
    }
    try await worker.events.wait(for: .began(attempt: 1, waited: .zero))
    #expect(try await fixture.queue.status("a")?.state == .running)
    #expect(try await fixture.queue.depth(group: "workers") == JobDepth(unfinished: 1, pending: 1))
    gate.unlock()
    let status = try await fixture.end(of: "a")
    #expect(status.state == .succeeded && status.attempts == 1 && status.reason == nil)
    #expect(status.result == Array("aabc".utf8))
    let (started, finished) = (try #require(status.started), try #require(status.finished))
    #expect(status.submitted <= started && started <= finished)
    #expect(try await fixture.queue.depth(group: "workers") == JobDepth(unfinished: 0, pending: 0))
    await worker.stop()
    let consumers = try await fixture.client.send(["XINFO", "CONSUMERS", "jobs", "workers"])
    #expect(consumers == .array([]), "a worker that stopped leaves no consumer behind")
  }

  @Test func `a permanent failure ends the job at once`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("a")
    let worker = fixture.worker { _, _ throws(JobFailure) in throw .permanent("no rows") }
    let status = try await fixture.end(of: "a")
    #expect(status.state == .failed && status.attempts == 1 && status.reason == "no rows")
    await worker.stop()
    #expect(worker.events.all == [.began(attempt: 1, waited: .zero), .failed(.zero)])
    #expect(try await fixture.queue.depth(group: "workers").unfinished == 0)
  }

  @Test func `a transient failure is tried again`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("a")
    let calls = Mutex(0)
    let worker = fixture.worker { _, _ throws(JobFailure) in
      if calls.withLock({
        $0 += 1; return $0
      }) < 3 {
        throw .transient("busy")
      }
      return [7]
    }
    let status = try await fixture.end(of: "a")
    #expect(status.state == .succeeded && status.attempts == 3 && status.result == [7])
    #expect(status.reason == nil)
    await worker.stop()
  }

  @Test func `a job that always fails is parked after its last attempt`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("bad")
    try await fixture.submit("good")
    let worker = fixture.worker(maxAttempts: 3) { id, _ throws(JobFailure) in
      if id == "bad" { throw .transient("out of luck") }
      return []
    }
    #expect(try await fixture.end(of: "good").state == .succeeded)
    let status = try await fixture.end(of: "bad")
    #expect(status.state == .failed && status.attempts == 3)
    #expect(status.reason == "no result in 3 attempts: out of luck")
    try await worker.events.wait(for: .parked)
    await worker.stop()
    #expect(try await fixture.queue.depth(group: "workers").unfinished == 0)
    let parked = try await fixture.client.send(["XRANGE", "jobs:parked", "-", "+"])
    let fields = parked.array?.first?.array?.last?.array?.compactMap(\.text)
    #expect(fields == ["job", "bad", "reason", "no result in 3 attempts: out of luck"])
  }

  @Test func `a job that ends its workers is parked by the next one`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("a")
    let pass = Gate()
    for attempt in 1...2 {
      let worker = fixture.worker("dead-\(attempt)", claimIdle: .milliseconds(30)) { _, _ in
        await pass.pass()
        return []
      }
      try await worker.events.wait(for: .began(attempt: attempt, waited: .zero))
      // Frozen as a killed process is: it gives nothing back and renews nothing.
      _ = try await fixture.client.send([
        "XGROUP", "CREATECONSUMER", "jobs", "workers", "nobody",
      ])
      let entry = try #require(try await fixture.pendingEntry())
      _ = try await fixture.client.send([
        "XCLAIM", "jobs", "workers", "nobody", "0", RESPArgument(entry), "IDLE", "60000",
      ])
      await worker.stop(within: .zero)
    }
    let worker = fixture.worker("c", maxAttempts: 2) { _, _ in [] }
    let status = try await fixture.end(of: "a")
    #expect(status.state == .failed && status.reason == "no result in 2 attempts")
    await worker.stop()
    #expect(worker.events.all == [.claimed, .parked])
  }

  @Test func `a job of a worker that fell silent is claimed, and its result stored once`()
    async throws
  {
    let fixture = try Fixture()
    try await fixture.submit("a")
    let gate = Gate()
    let slow = fixture.worker("slow") { _, _ in
      await gate.pass()
      return Array("slow".utf8)
    }
    try await slow.events.wait(for: .began(attempt: 1, waited: .zero))
    let entry = try #require(try await fixture.pendingEntry())
    _ = try await fixture.client.send([
      "XCLAIM", "jobs", "workers", "lost", "0", RESPArgument(entry), "IDLE", "60000",
    ])
    let quick = fixture.worker("quick") { _, _ in Array("quick".utf8) }
    #expect(try await fixture.end(of: "a").result == Array("quick".utf8))
    gate.unlock()
    try await slow.events.wait(for: .discarded)
    let status = try #require(try await fixture.queue.status("a"))
    #expect(status.result == Array("quick".utf8) && status.attempts == 2)
    await slow.stop()
    await quick.stop()
    #expect(quick.events.all.first == .claimed)
  }

  @Test func `a job that takes longer than the claim is kept by its worker`() async throws {
    let fixture = try Fixture()
    try await fixture.submit("a")
    let process: JobWorker.Process = { _, _ in
      try? await Task.sleep(for: .milliseconds(2_500))
      return []
    }
    // So long that a worker that renews its claim in time is not late on a busy machine.
    let workers = ["a", "b"].map {
      fixture.worker($0, claimIdle: .milliseconds(1_800), process: process)
    }
    #expect(try await fixture.end(of: "a").attempts == 1)
    for worker in workers { await worker.stop() }
    #expect(!workers.flatMap(\.events.all).contains(.claimed))
  }

  @Test func `an entry that names no job is removed`() async throws {
    let fixture = try Fixture()
    _ = try await fixture.client.send(["XADD", "jobs", "*", "other", "text"])
    let worker = fixture.worker { _, _ in [] }
    try await worker.events.wait(for: .discarded)
    await worker.stop()
    #expect(try await fixture.queue.depth(group: "workers").unfinished == 0)
  }
}

extension Fixture {
  /// The entry that some worker has in hand.
  func pendingEntry() async throws -> String? {
    let pending = try await client.send(["XPENDING", "jobs", "workers", "-", "+", "1"])
    return pending.array?.first?.array?.first?.text
  }
}
