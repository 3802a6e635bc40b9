/// What happens in a worker, for metrics.
package enum JobEvent: Sendable, Hashable {
  /// An attempt began; the job was submitted so long before.
  case began(attempt: Int, waited: Duration)
  /// A job was taken over from a worker that was silent for too long.
  case claimed
  /// A result was stored; it took so long to make.
  case succeeded(Duration)
  /// A job failed for good at its first such failure.
  case failed(Duration)
  /// Whoever submitted the job did not want it any more while it was in hand.
  case cancelled
  /// An attempt failed, and another one will be made.
  case retried
  /// A job was set aside after its last attempt.
  case parked
  /// What was made is not stored: another worker was first, or the job is forgotten.
  case discarded
  /// A job was given back, since the worker stops.
  case handedBack
  /// Redis did not do what was asked.
  case redisFailed
}
