/// What a handler gives for a request: the answer, and what the metrics and the log say of it once
/// its last byte is on its way.
struct Reply: Sendable {
  var answer: HTTPAnswer
  var outcome = Outcome.plain

  enum Outcome: Sendable {
    /// Nothing was predicted.
    case plain
    /// The request was refused, or failed without a model.
    case refused(HTTPFailure)
    case predicted(PredictionFacts, by: ModelHost.Served)
    case failed(HTTPFailure, of: ModelHost.Served)
  }

  /// The answer of a failure, in the form that the path is answered in.
  init(_ failure: HTTPFailure, openInference: Bool, of served: ModelHost.Served? = nil) {
    answer = openInference ? failure.openInferenceAnswer : failure.answer
    outcome = served.map { .failed(failure, of: $0) } ?? .refused(failure)
  }

  init(_ answer: HTTPAnswer, _ outcome: Outcome = .plain) {
    self.answer = answer
    self.outcome = outcome
  }
}

/// What the log and the metrics say of a prediction, beside how long it took.
struct PredictionFacts: Sendable {
  var rowCount: Int
  var confidence: Float?
  /// How long the request waited for a thread; zero where it was predicted on its own.
  var queueTime: Duration
  /// When the model began, and how long it took.
  var computeStart: ContinuousClock.Instant
  var computeTime: Duration
}

/// What there is to do for a request.
enum Work: Sendable {
  /// It was done at once.
  case done(Reply)
  /// It waits for others, and is done by a task that ends early when it is cancelled.
  case waiting(@Sendable () async -> Reply)
}
