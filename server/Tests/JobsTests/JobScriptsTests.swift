import RedisServer
import RedisStreams
import Testing

@testable import Jobs

/// Steps whose reply was lost are taken again, so each must bear it.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct JobScriptsTests {
  private let fixture: Fixture
  private let entry: String

  init() async throws {
    fixture = try Fixture()
    _ = try await fixture.client.eval(
      JobScripts.createGroup, keys: ["jobs"], arguments: ["workers"])
    try await fixture.submit("a", "payload")
    _ = try await fixture.client.send([
      "XREADGROUP", "GROUP", "workers", "me", "STREAMS", "jobs", ">",
    ])
    entry = try #require(try await fixture.pendingEntry())
  }

  private func take(
    _ step: RedisScript, token: RESPArgument = "token", consumer: RESPArgument = "me",
    _ arguments: RESPArgument...
  ) async throws -> RESPValue {
    try await fixture.client.eval(
      step, keys: ["jobs", "jobs:job:a", "jobs:parked"],
      arguments: ["workers", consumer, RESPArgument(entry), "a", token, "60000"] + arguments)
  }

  @Test func `an attempt that begins twice counts once`() async throws {
    for _ in 1...2 {
      let reply = try await take(JobScripts.begin, "1", "1000").array
      #expect(
        reply?.prefix(3) == [.bulk(Array("run".utf8)), .bulk(Array("payload".utf8)), .integer(1)])
    }
    #expect(try await fixture.queue.status("a")?.attempts == 1)
    #expect(
      try await take(JobScripts.begin, token: "next", "1", "1000").array?.first?.text == "parked")
  }

  @Test func `a result that is stored twice by one attempt is its own both times`() async throws {
    _ = try await take(JobScripts.begin, "3", "1000")
    for _ in 1...2 {
      let reply = try await take(JobScripts.finish, "succeeded", "result", "mine")
      #expect(reply == .integer(1))
    }
    let other = try await take(JobScripts.finish, token: "next", "succeeded", "result", "theirs")
    #expect(other == .integer(0))
    #expect(try await fixture.queue.status("a")?.result == Array("mine".utf8))
    #expect(try await fixture.queue.depth(group: "workers") == JobDepth(unfinished: 0, pending: 0))
  }

  @Test func `a job that is given back twice loses one attempt`() async throws {
    _ = try await take(JobScripts.begin, "3", "1000")
    for _ in 1...2 {
      #expect(try await take(JobScripts.release, "1000", "0", "3", "").text == "queued")
    }
    #expect(try await fixture.queue.status("a")?.attempts == 0)
  }

  @Test func `a worker that lost a job neither begins, renews nor gives it back`() async throws {
    #expect(
      try await take(JobScripts.begin, consumer: "other", "3", "1000").array?.first?.text == "lost")
    #expect(try await take(JobScripts.renew, consumer: "other").text == "claimed")
    #expect(try await take(JobScripts.release, consumer: "other", "0", "1", "3", "").text == "lost")
    #expect(try await fixture.queue.status("a")?.state == .queued)
    let owner = try await fixture.client.send(["XPENDING", "jobs", "workers", "-", "+", "1"])
    #expect(owner.array?.first?.array?.dropFirst().first?.text == "me")
  }

  @Test func `a job is renewed until it has ended, which no other worker did`() async throws {
    _ = try await take(JobScripts.begin, "3", "1000")
    #expect(try await take(JobScripts.renew).text == "renewed")
    _ = try await take(JobScripts.finish, "succeeded", "result", "mine")
    #expect(try await take(JobScripts.renew).text == "over")
  }

  @Test func `a consumer with a job in hand is not forgotten`() async throws {
    let leave = JobScripts.leave
    #expect(
      try await fixture.client.eval(leave, keys: ["jobs"], arguments: ["workers", "me"])
        == .integer(0))
    _ = try await take(JobScripts.finish, "failed", "reason", "over")
    #expect(
      try await fixture.client.eval(leave, keys: ["jobs"], arguments: ["workers", "me"])
        == .integer(1))
  }

  @Test func `a payload that is too long to be taken is set aside, and the next job runs`()
    async throws
  {
    #expect(try await take(JobScripts.begin, "3", "6").array?.first?.text == "parked")
    let status = try #require(try await fixture.queue.status("a"))
    #expect(status.state == .failed && status.reason == "the payload is too long to be taken")
    #expect(try await fixture.queue.depth(group: "workers").unfinished == 0)
  }
}
