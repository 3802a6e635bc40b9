import Tracing

/// A call by gRPC, from its head on.
package struct RemoteCall: Sendable {
  /// What is called.
  package let method: RemoteMethod
  /// When its head was read.
  package let start: ContinuousClock.Instant
  /// When it must be answered: the earlier of what the client and the configuration say.
  package let deadline: ContinuousClock.Instant
  /// What the call is called in its answer and in the logs.
  package let identifier: String
  /// Why it is refused by its head; its message need not be read then.
  package let refusal: HTTPFailure?
  let span: OpenSpan?
}

/// What came of a call.
package struct RemoteOutcome<Answer: Sendable>: Sendable {
  /// The answer, or why there is none.
  package let answer: Result<Answer, HTTPFailure>
  let outcome: Reply.Outcome

  /// Something that took no model.
  package init(_ answer: Answer) {
    self.answer = .success(answer)
    outcome = .plain
  }

  /// Something that failed without a model.
  package init(_ failure: HTTPFailure) {
    answer = .failure(failure)
    outcome = .refused(failure)
  }

  private init(answer: Result<Answer, HTTPFailure>, outcome: Reply.Outcome) {
    self.answer = answer
    self.outcome = outcome
  }

  /// The same with the answer in another form.
  package func map<Other>(_ form: (Answer) -> Other) -> RemoteOutcome<Other> {
    RemoteOutcome<Other>(answer: answer.map(form), outcome: outcome)
  }

  init(_ attempt: Attempt<Answer>) {
    switch attempt {
    case .predicted(let answer, let facts, let served):
      self.answer = .success(answer)
      outcome = .predicted(facts, by: served)
    case .failed(let failure, let served):
      answer = .failure(failure)
      outcome = .failed(failure, of: served)
    }
  }
}
