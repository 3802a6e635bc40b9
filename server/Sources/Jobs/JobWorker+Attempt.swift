import Logging
import RedisStreams

/// A result of so many bytes is stored in any case.
private let smallResult = 64 << 10

extension JobWorker {
  private enum Outcome: Sendable {
    case ended(Result<[UInt8], JobFailure>, Duration)
    case abandoned
    /// Whoever submitted the job does not want it any more.
    case cancelled
  }

  /// Does what there is to do with one entry.
  func handle(_ entry: JobEntry) async {
    if isStopping { return await handBack(entry) }
    guard let (payload, traceparent) = await begin(entry) else { return }
    let handover = Handover<Outcome>()
    let renewal = Task { await renew(entry, handover) }
    let isSettled: Bool
    switch await attempt(entry, payload, traceparent, handover) {
    case .abandoned: isSettled = false
    // It has ended already, and is taken off the stream.
    case .cancelled:
      isSettled = await finish(
        entry, as: .cancelled, "reason", [], .cancelled, isLarge: false)
    case .ended(.success(let result), let duration):
      // What is not longer than the payload that it takes the place of is stored in any case.
      isSettled = await finish(
        entry, as: .succeeded, "result", result, .succeeded(duration),
        isLarge: result.count > max(payload.count, smallResult))
    case .ended(.failure(.permanent(let reason)), let duration):
      isSettled = await finish(
        entry, as: .failed, "reason", Array(reason.utf8), .failed(duration), isLarge: false)
    case .ended(.failure(.transient(let reason)), _):
      // A renewal after the release would hold the next attempt up.
      renewal.cancel()
      isSettled = await retry(entry, because: reason)
    }
    renewal.cancel()
    if !isSettled { await handBack(entry) }
  }

  /// Marks a job as running; nil when it is not to be run.
  private func begin(
    _ entry: JobEntry
  ) async -> (payload: [UInt8], traceparent: String?)? {
    let reply = await insist(isStart: true) { () throws(RedisError) in
      try await self.take(
        JobScripts.begin, entry,
        [RESPArgument(self.configuration.maxAttempts), RESPArgument(longestPayload)])
    }
    guard let parts = reply?.array, let answer = parts.first?.text else { return nil }
    switch answer {
    case "run" where parts.count >= 4:
      let milliseconds = max(parts[3].integer ?? 0, 0)
      observe(
        .began(attempt: Int(parts[2].integer ?? 1), waited: .milliseconds(milliseconds)))
      return (parts[1].bytes ?? [], parts.dropFirst(4).first?.text)
    case "parked":
      observe(.parked)
      logger.error("a job was parked after its last attempt", metadata: ["job": "\(entry.id)"])
    case "over": observe(.discarded)
    default: break
    }
    return nil
  }

  private func attempt(
    _ entry: JobEntry, _ payload: [UInt8], _ traceparent: String?,
    _ handover: Handover<Outcome>
  ) async -> Outcome {
    let start = ContinuousClock.now
    let task = Self.$traceparent.withValue(traceparent) {
      // The task has the value that was there when it was made.
      Task { [process] in
        do throws(JobFailure) {
          let result = try await process(entry.id, payload)
          handover.resolve(.ended(.success(result), start.duration(to: .now)))
        } catch {
          handover.resolve(.ended(.failure(error), start.duration(to: .now)))
        }
      }
    }
    let outcome = await withTaskCancellationHandler {
      await handover.value()
    } onCancel: {
      handover.resolve(.abandoned)
      task.cancel()
    }
    if case .cancelled = outcome { task.cancel() }
    return outcome
  }

  /// Keeps the job from being claimed for as long as the task is not cancelled.
  private func renew(_ entry: JobEntry, _ handover: Handover<Outcome>) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: configuration.claimIdle / 3)
      if Task.isCancelled { return }
      // What fails now is tried again after the next third, and before the claim.
      guard let reply = try? await take(JobScripts.renew, entry, []) else { continue }
      if reply.text == "renewed" { continue }
      if reply.text == "cancelled" { return handover.resolve(.cancelled) }
      // A job that has ended was most likely ended by this worker, just before it was asked.
      guard reply.text == "claimed" else { return }
      return logger.warning(
        "another worker claimed the job in hand", metadata: ["job": "\(entry.id)"])
    }
  }

  /// Stores how the job ended, however long Redis is away; false when the worker is to stop first.
  private func finish(
    _ entry: JobEntry, as state: JobStatus.State, _ field: RESPArgument, _ value: [UInt8],
    _ event: JobEvent, isLarge: Bool
  ) async -> Bool {
    let reply = await insist { () throws(RedisError) in
      do throws(RedisError) {
        return try await self.take(
          isLarge ? JobScripts.finishWithinMemory : JobScripts.finish, entry,
          [RESPArgument(state.rawValue), field, RESPArgument(value)])
      } catch .server(let text) where text.hasPrefix("OOM") {
        return .simple("OOM")
      }
    }
    guard let reply else { return false }
    if reply.text == "OOM" {
      return await retry(entry, because: "the queue has no memory for the result")
    }
    if reply.integer == 1 || state == .cancelled {
      observe(event)
    } else {
      observe(.discarded)
      logger.notice(
        "a result was not stored: the job had ended, or was forgotten",
        metadata: ["job": "\(entry.id)"])
    }
    return true
  }

  /// Lets the job be tried again later, or parks it; false when the worker is to stop first.
  private func retry(_ entry: JobEntry, because reason: String) async -> Bool {
    let reply = await insist { () throws(RedisError) in
      try await self.release(
        entry, idle: self.configuration.claimIdle - self.configuration.retryDelay, counts: true,
        because: reason)
    }
    guard let reply else { return false }
    switch reply.text {
    case "queued": observe(.retried)
    case "parked":
      observe(.parked)
      logger.error(
        "a job was parked after its last attempt",
        metadata: ["job": "\(entry.id)", "reason": "\(reason)"])
    default: observe(.discarded)
    }
    return true
  }

  /// Lets another worker take the job at once; the attempt does not count.
  ///
  /// Where Redis does not hear it, the job is claimed like that of a worker that vanished.
  private func handBack(_ entry: JobEntry) async {
    observe(.handedBack)
    await unlessCancelled {
      _ = try? await self.release(
        entry, idle: self.configuration.claimIdle, counts: false, because: "")
    }
  }

  private func release(
    _ entry: JobEntry, idle: Duration, counts: Bool, because reason: String
  ) async throws(RedisError) -> RESPValue {
    try await take(
      JobScripts.release, entry,
      [
        RESPArgument(idle.wholeMilliseconds), counts ? "1" : "0",
        RESPArgument(configuration.maxAttempts), RESPArgument(reason),
      ], timeout: counts ? nil : .milliseconds(500))
  }

  private func take(
    _ step: RedisScript, _ entry: JobEntry, _ arguments: [RESPArgument], timeout: Duration? = nil
  ) async throws(RedisError) -> RESPValue {
    try await queue.client.eval(
      step, keys: [queue.stream, queue.key(of: entry.id), queue.parked],
      arguments: [
        RESPArgument(configuration.group), RESPArgument(configuration.consumer),
        RESPArgument(entry.entry), RESPArgument(entry.id), RESPArgument(entry.token),
        RESPArgument(queue.timeToLive.wholeMilliseconds),
      ] + arguments, timeout: timeout)
  }

  /// Takes a step until Redis does it; nil when the worker is to stop first.
  ///
  /// - Parameter isStart: the step begins a job, so there is nothing to lose: a worker that takes no
  ///   more jobs leaves it, and one that Redis answers with an error is left to be claimed.
  private func insist(
    isStart: Bool = false, _ body: () async throws(RedisError) -> RESPValue
  ) async -> RESPValue? {
    var failures = 0
    while !Task.isCancelled, !(isStart && isStopping) {
      do throws(RedisError) {
        return try await body()
      } catch {
        // A group that is gone has taken the entry with it: the job is nobody's any more.
        if error.code == "NOGROUP" { return .null }
        if error == .closed { return nil }
        failures += 1
        await pause(after: error, failures: failures)
        if isStart, error.code != nil { return nil }
      }
    }
    return nil
  }
}
