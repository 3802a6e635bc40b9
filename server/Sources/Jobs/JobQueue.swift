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
  ///
  /// - Parameters:
  ///   - owner: whose job it is; an identifier means another job of each. Nil where nobody is known.
  ///   - digest: tells the payload from others.
  ///   - traceparent: the span that submits it; empty for none.
  /// - Returns: where the job stands.
  /// - Throws: ``JobError/otherPayload`` where the job that is known was submitted with another.
  @discardableResult
  package func submit(
    id: String, owner: String? = nil, payload: [UInt8], digest: String = "",
    traceparent: String = ""
  ) async throws(JobError) -> JobStatus.State {
    let name = try name(of: id, owner)
    let reply = try await twice { () throws(RedisError) in
      try await client.eval(
        JobScripts.submit, keys: [stream, key(of: name), list(of: owner)],
        arguments: [
          RESPArgument(name), RESPArgument(payload), RESPArgument(timeToLive.wholeMilliseconds),
          RESPArgument(capacity), RESPArgument(digest), RESPArgument(longestList),
          RESPArgument(traceparent),
        ])
    }
    switch reply.array?.first?.text {
    case "full": throw .full
    case "other": throw .otherPayload
    case "known":
      return reply.array?.dropFirst().first?.text.flatMap(JobStatus.State.init) ?? .queued
    default: return .queued
    }
  }

  /// How far a job is; nil when it is unknown or forgotten.
  package func status(_ id: String, owner: String? = nil) async throws(JobError) -> JobStatus? {
    let key = key(of: try name(of: id, owner))
    let reply = try await twice { () throws(RedisError) in
      try await client.eval(
        JobScripts.status, keys: [key], arguments: [RESPArgument(longestResult)])
    }
    // Lua ends an array at its first nil, so that trailing values may be missing.
    guard let given = reply.array, given.count <= 7 else {
      throw .unavailable(.unexpectedReply("the status has other than 7 values"))
    }
    let fields = given + Array(repeating: .null, count: 7 - given.count)
    guard let text = fields[0].text else { return nil }
    guard let state = JobStatus.State(rawValue: text) else {
      throw .unavailable(.unexpectedReply("an unknown status"))
    }
    return JobStatus(
      state: state, attempts: Int(fields[1].integer ?? 0), submitted: fields[2].integer ?? 0,
      started: fields[3].integer, finished: fields[4].integer, result: fields[6].bytes,
      reason: fields[5].text)
  }

  /// The newest jobs of an owner that are not forgotten, the latest first.
  package func list(owner: String? = nil, atMost count: Int) async throws(JobError) -> [JobSummary]
  {
    let prefix = key(of: "")
    let reply = try await twice { () throws(RedisError) in
      try await client.eval(
        JobScripts.list, keys: [list(of: owner)],
        arguments: [RESPArgument(count), RESPArgument(prefix)])
    }
    return (reply.array ?? []).compactMap { job in
      guard let parts = job.array, parts.count == 3, let name = parts[0].text,
        let state = parts[1].text.flatMap(JobStatus.State.init)
      else { return nil }
      let id = owner == nil ? name[...] : name.dropFirst((owner?.count ?? 0) + 1)
      return JobSummary(id: String(id), state: state, submitted: parts[2].integer ?? 0)
    }
  }

  /// Ends a job that has not ended; one that a worker has in hand is left by it after a while.
  ///
  /// - Returns: how the job ended, which may have been before; nil when it is unknown.
  package func cancel(
    _ id: String, owner: String? = nil
  ) async throws(JobError) -> JobStatus.State? {
    let key = key(of: try name(of: id, owner))
    let reply = try await twice { () throws(RedisError) in
      try await client.eval(
        JobScripts.cancel, keys: [stream, key],
        arguments: [RESPArgument(timeToLive.wholeMilliseconds)])
    }
    return reply.text.flatMap(JobStatus.State.init)
  }

  /// Queues a job again that was set aside after its last attempt; false when it is unknown.
  ///
  /// - Throws: ``JobError/notParked`` where it stands otherwise, or its payload is gone.
  package func requeue(_ id: String, owner: String? = nil) async throws(JobError) -> Bool {
    let name = try name(of: id, owner)
    let reply = try await twice { () throws(RedisError) in
      try await client.eval(
        JobScripts.requeue, keys: [stream, key(of: name), parked],
        arguments: [
          RESPArgument(name), RESPArgument(timeToLive.wholeMilliseconds), RESPArgument(capacity),
        ])
    }
    switch reply.text {
    case "unknown": return false
    case "full": throw .full
    case "other": throw .notParked
    default: return true
    }
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
    let aside = try await twice { () throws(RedisError) in
      try await client.send(["XLEN", RESPArgument(parked)])
    }
    return JobDepth(
      unfinished: Int(length.integer ?? 0), pending: Int(pending.array?.first?.integer ?? 0),
      parked: Int(aside.integer ?? 0))
  }

  func key(of name: String) -> String { "\(stream):job:\(name)" }
  var parked: String { "\(stream):parked" }
  private func list(of owner: String?) -> String { "\(stream):jobs:\(owner ?? "")" }

  /// What a job is called in the stream: its identifier, behind its owner where there is one.
  private func name(of id: String, _ owner: String?) throws(JobError) -> String {
    let isValid = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isValid, (1...128).contains(id.utf8.count) else { throw .invalidIdentifier }
    return owner.map { "\($0).\(id)" } ?? id
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

/// How many jobs of an owner a list remembers.
private let longestList = 1000
/// The longest result that is given, below what a reply may have.
private let longestResult = 48 << 20
/// The longest payload that a worker takes, below what a reply may have.
let longestPayload = 48 << 20

extension Duration {
  /// Milliseconds, rounded up.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
