package import RedisStreams

/// How far a job is.
package struct JobStatus: Sendable, Equatable {
  /// Where a job stands; the last three are final.
  package enum State: String, Sendable, CaseIterable {
    case queued, running, succeeded, failed, cancelled
  }

  /// Where it stands.
  package let state: State
  /// How many attempts have begun.
  package let attempts: Int
  /// When the job was submitted, in milliseconds since 1970 by the clock of Redis.
  package let submitted: Int64
  /// When the last attempt began.
  package let started: Int64?
  /// When the job succeeded or failed for good; nil before.
  package let finished: Int64?
  /// What a job that succeeded gave.
  package let result: [UInt8]?
  /// Why the job failed, or why its last attempt did.
  package let reason: String?

  package init(
    state: State, attempts: Int = 0, submitted: Int64, started: Int64? = nil,
    finished: Int64? = nil, result: [UInt8]? = nil, reason: String? = nil
  ) {
    self.state = state
    self.attempts = attempts
    self.submitted = submitted
    self.started = started
    self.finished = finished
    self.result = result
    self.reason = reason
  }
}

/// A job in a list.
package struct JobSummary: Sendable, Equatable {
  /// What its owner calls it.
  package let id: String
  /// Where it stands.
  package let state: JobStatus.State
  /// When it was submitted, in milliseconds since 1970 by the clock of Redis.
  package let submitted: Int64
}

/// How much waits in a queue.
package struct JobDepth: Sendable, Equatable {
  /// The jobs that are not done, those in hand included.
  package let unfinished: Int
  /// The jobs that workers have in hand, or had when they vanished.
  package let pending: Int
  /// The jobs that were set aside and not queued again, as far as they are remembered.
  package let parked: Int

  package init(unfinished: Int, pending: Int, parked: Int = 0) {
    self.unfinished = unfinished
    self.pending = pending
    self.parked = parked
  }
}

/// Why a queue did not do what it was asked.
package enum JobError: Error, Sendable, Hashable {
  /// An identifier has 1 to 128 letters, digits, `-` or `_`.
  case invalidIdentifier
  /// The job that is known by the identifier has another payload.
  case otherPayload
  /// The job is not one that was set aside.
  case notParked
  /// As many jobs as allowed are unfinished, or Redis has no memory left.
  case full
  case unavailable(RedisError)
}

extension JobError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidIdentifier: "a job's identifier has 1 to 128 letters, digits, '-' or '_'"
    case .otherPayload: "the job that is known by this identifier has another body"
    case .notParked: "only a job that failed in all its attempts can be queued again"
    case .full: "the queue is full"
    case .unavailable(let error): "the queue is not available: \(error)"
    }
  }
}

/// Why an attempt at a job gave no result; the reason is told to who submitted it.
package enum JobFailure: Error, Sendable, Hashable {
  /// No attempt can succeed, as with a payload that is wrong.
  case permanent(String)
  /// Another attempt may succeed.
  case transient(String)
}
