import RedisStreams

/// Where a worker gets its next job: first those that others left, then the new ones.
struct JobInbox {
  private let queue: JobQueue
  private let reader: RedisClient
  private let configuration: JobWorker.Configuration
  private var hasGroup = false
  /// Where the search for jobs that were left goes on.
  private var cursor = "0-0"
  private var nextSearch = ContinuousClock.now

  struct Delivery {
    let entry: JobEntry
    let isClaimed: Bool
  }

  init(queue: JobQueue, reader: RedisClient, configuration: JobWorker.Configuration) {
    self.queue = queue
    self.reader = reader
    self.configuration = configuration
  }

  /// How long to wait for a new job before looking for those that were left again.
  private var patience: Duration {
    max(min(configuration.claimIdle / 4, .seconds(1)), .milliseconds(1))
  }

  /// A job, or nil when none came for a while.
  mutating func next() async throws(RedisError) -> Delivery? {
    do {
      if !hasGroup { try await createGroup() }
      if nextSearch <= .now, let entry = try await claim() {
        return Delivery(entry: entry, isClaimed: true)
      }
      return try await read().map { Delivery(entry: $0, isClaimed: false) }
    } catch .server(let text) where text.hasPrefix("NOGROUP") {
      // Redis has lost its data, the group with it.
      hasGroup = false
      return nil
    }
  }

  /// Makes the group, from the stream's first entry on: jobs may have come before any worker.
  private mutating func createGroup() async throws(RedisError) {
    _ = try await queue.client.eval(
      JobScripts.createGroup, keys: [queue.stream],
      arguments: [RESPArgument(configuration.group)])
    hasGroup = true
  }

  /// Takes over a job whose worker was silent for too long.
  private mutating func claim() async throws(RedisError) -> JobEntry? {
    let reply = try await queue.client.send([
      "XAUTOCLAIM", RESPArgument(queue.stream), RESPArgument(configuration.group),
      RESPArgument(configuration.consumer),
      RESPArgument(configuration.claimIdle.wholeMilliseconds), RESPArgument(cursor), "COUNT", "1",
    ])
    cursor = reply.array?.first?.text ?? "0-0"
    if cursor == "0-0" { nextSearch = .now + patience }
    return JobEntry(reply.array?.dropFirst().first?.array?.first)
  }

  private func read() async throws(RedisError) -> JobEntry? {
    let reply = try await reader.send(
      [
        "XREADGROUP", "GROUP", RESPArgument(configuration.group),
        RESPArgument(configuration.consumer), "COUNT", "1", "BLOCK",
        RESPArgument(patience.wholeMilliseconds), "STREAMS", RESPArgument(queue.stream), ">",
      ], timeout: patience + .seconds(5))
    return JobEntry(reply.array?.first?.array?.dropFirst().first?.array?.first)
  }
}
