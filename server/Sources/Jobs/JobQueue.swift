package import RedisStreams

/// Takes jobs in and tells how far they are.
///
/// A job is queued until a worker takes it. What is accepted is not lost with a worker; whether it
/// survives Redis depends on how that persists. Jobs and results are forgotten after a time to live.
package struct JobQueue: Sendable {
  let client: RedisClient
  let stream: String
  let timeToLive: Duration
  private let capacity: Int

  /// A queue in a stream.
  ///
  /// - Parameters:
  ///   - timeToLive: how long a job is known after it was submitted, began or ended.
  ///   - capacity: the most jobs that may be unfinished.
  package init(client: RedisClient, stream: String, timeToLive: Duration, capacity: Int) {
    self.client = client
    self.stream = stream
    self.timeToLive = timeToLive
    self.capacity = capacity
  }

  /// Queues a job; one that is known by its identifier already is left as it is.
  package func submit(id: String, payload: [UInt8]) async throws(JobError) {
    let key = try jobKey(of: id)
    let reply = try await twice { () throws(RedisError) in
      try await client.eval(
        JobScripts.submit, keys: [stream, key],
        arguments: [
          RESPArgument(id), RESPArgument(payload), RESPArgument(timeToLive.wholeMilliseconds),
          RESPArgument(capacity),
        ])
    }
    if reply.text == "full" { throw .full }
  }

  /// How far a job is; nil when it is unknown or forgotten.
  package func status(_ id: String) async throws(JobError) -> JobStatus? {
    let key = try jobKey(of: id)
    let reply = try await twice { () throws(RedisError) in
      try await client.send([
        "HMGET", RESPArgument(key), "status", "attempts", "submitted", "started", "finished",
        "result", "reason",
      ])
    }
    guard let fields = reply.array, fields.count == 7 else {
      throw .unavailable(.unexpectedReply("HMGET gave other than 7 values"))
    }
    guard let text = fields[0].text else { return nil }
    guard let state = JobStatus.State(rawValue: text) else {
      throw .unavailable(.unexpectedReply("an unknown status"))
    }
    return JobStatus(
      state: state, attempts: Int(fields[1].integer ?? 0), submitted: fields[2].integer ?? 0,
      started: fields[3].integer, finished: fields[4].integer, result: fields[5].bytes,
      reason: fields[6].text)
  }

  /// How much waits, and how much of that the workers of a group have in hand.
  package func depth(group: String) async throws(JobError) -> JobDepth {
    let length = try await twice { () throws(RedisError) in
      try await client.send(["XLEN", RESPArgument(stream)])
    }
    let pending = try await twice { () throws(RedisError) in
      do throws(RedisError) {
        return try await client.send(["XPENDING", RESPArgument(stream), RESPArgument(group)])
      } catch .server(let text) where text.hasPrefix("NOGROUP") {
        return .null
      }
    }
    return JobDepth(
      unfinished: Int(length.integer ?? 0), pending: Int(pending.array?.first?.integer ?? 0))
  }

  func key(of id: String) -> String { "\(stream):job:\(id)" }

  private func jobKey(of id: String) throws(JobError) -> String {
    let isValid = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isValid, (1...128).contains(id.utf8.count) else { throw .invalidIdentifier }
    return key(of: id)
  }

  /// Asks once more after a connection that was lost: each question here may be asked twice.
  private func twice(
    _ body: () async throws(RedisError) -> RESPValue
  ) async throws(JobError) -> RESPValue {
    do throws(RedisError) {
      do throws(RedisError) {
        return try await body()
      } catch .connectionLost {
        return try await body()
      }
    } catch {
      throw error.code == "OOM" ? .full : .unavailable(error)
    }
  }
}

extension Duration {
  /// Milliseconds, rounded up.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
