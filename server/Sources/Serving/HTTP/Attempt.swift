import Inference
import Scheduling

/// A request to predict that was read: its rows, and how what the model gives is answered.
struct Reading<Answer: Sendable>: Sendable {
  var inputs: PredictionInputs
  var write:
    @Sendable (Prediction, ModelHost.Served) throws(InferenceError) -> (
      answer: Answer, confidence: Float?
    )
}

/// What came of a request to predict.
enum Attempt<Answer: Sendable>: Sendable {
  case predicted(Answer, PredictionFacts, by: ModelHost.Served)
  case failed(HTTPFailure, of: ModelHost.Served)

  /// What there is to do for it.
  enum Work: Sendable {
    /// It was done at once.
    case done(Attempt)
    /// It waits for a thread, and is done by a task that ends early when it is cancelled.
    case waiting(@Sendable () async -> Attempt)
  }
}

extension ServiceHandler {
  /// Predicts with the model that a host serves.
  ///
  /// - Parameter read: reads the request for a model. It is read anew for a model that took the place
  ///   of the one that was to predict.
  /// - Throws: why there is no model to ask.
  func attempt<Answer>(
    on host: ModelHost, until deadline: ContinuousClock.Instant,
    read: @escaping @Sendable (ModelHost.Served) throws(HTTPFailure) -> Reading<Answer>
  ) throws(HTTPFailure) -> Attempt<Answer>.Work {
    let served = try served(by: host)
    do throws(HTTPFailure) {
      let reading = try read(served)
      if let prediction = try immediately({ () throws(InferenceError) in
        try served.scheduler.predictNow(reading.inputs, deadline: deadline)
      }) {
        return .done(try outcome(of: reading, prediction, by: served))
      }
      return .waiting { [self] in
        var (served, reading) = (served, reading)
        while true {
          let failure: HTTPFailure
          do throws(HTTPFailure) {
            let prediction = try await wait(for: reading.inputs, on: served, until: deadline)
            return try outcome(of: reading, prediction, by: served)
          } catch {
            failure = error
          }
          // A model that was replaced just now takes no more: the one in its place does.
          guard failure.status == 503, let now = host.served, now.scheduler !== served.scheduler
          else { return .failed(failure, of: served) }
          do throws(HTTPFailure) {
            reading = try read(now)
            served = now
          } catch {
            return .failed(error, of: now)
          }
        }
      }
    } catch {
      return .done(.failed(error, of: served))
    }
  }

  private func outcome<Answer>(
    of reading: Reading<Answer>, _ prediction: Prediction, by served: ModelHost.Served
  ) throws(HTTPFailure) -> Attempt<Answer> {
    let written = try immediately { () throws(InferenceError) in
      try reading.write(prediction, served)
    }
    let facts = PredictionFacts(
      rowCount: reading.inputs.rowCount, confidence: written.confidence,
      queueTime: prediction.queueTime, computeStart: prediction.computeStart,
      computeTime: prediction.computeTime)
    return .predicted(written.answer, facts, by: served)
  }

  private func wait(
    for inputs: PredictionInputs, on served: ModelHost.Served,
    until deadline: ContinuousClock.Instant
  ) async throws(HTTPFailure) -> Prediction {
    do throws(InferenceError) {
      return try await served.scheduler.predict(inputs, deadline: deadline)
    } catch {
      throw HTTPFailure(error)
    }
  }

  /// Runs a step of which a failure is the request's.
  private func immediately<Result>(
    _ step: () throws(InferenceError) -> Result
  ) throws(HTTPFailure) -> Result {
    do throws(InferenceError) {
      return try step()
    } catch {
      throw HTTPFailure(error)
    }
  }
}
