import Inference
import JSONText
import Scheduling

extension ServiceHandler {
  /// A request to predict that was read: its rows, and how what the model gives is written.
  private struct Reading: Sendable {
    var inputs: PredictionInputs
    var write: @Sendable (Prediction, ModelHost.Served) throws(InferenceError) -> Written
  }

  private struct Written {
    var answer: HTTPAnswer
    var confidence: Float?
  }

  /// Answers `/predict`, or `/v2/models/…/infer` where there is a path of that protocol.
  func predict(
    _ question: HTTPQuestion, at path: Route.ModelPath?
  ) throws(HTTPFailure) -> Work {
    let served = try served()
    let isOpenInference = path != nil
    @Sendable func failed(_ failure: HTTPFailure, of served: ModelHost.Served) -> Reply {
      Reply(failure, openInference: isOpenInference, of: served.manifest)
    }
    do throws(HTTPFailure) {
      let reading = try read(question, at: path, for: served)
      let deadline = question.start + limits.timeout
      if let prediction = try immediately({ () throws(InferenceError) in
        try served.scheduler.predictNow(reading.inputs, deadline: deadline)
      }) {
        return .done(try reply(to: reading, prediction, by: served))
      }
      return .waiting { [self] in
        var (served, reading) = (served, reading)
        while true {
          let failure: HTTPFailure
          do throws(HTTPFailure) {
            let prediction = try await wait(for: reading.inputs, on: served, until: deadline)
            return try reply(to: reading, prediction, by: served)
          } catch {
            failure = error
          }
          // A model that was replaced just now takes no more: the one in its place does.
          guard failure.status == 503, let now = host.served, now.scheduler !== served.scheduler
          else { return failed(failure, of: served) }
          do throws(HTTPFailure) {
            reading = try read(question, at: path, for: now)
            served = now
          } catch {
            return failed(error, of: now)
          }
        }
      }
    } catch {
      return .done(failed(error, of: served))
    }
  }

  private func read(
    _ question: HTTPQuestion, at path: Route.ModelPath?, for served: ModelHost.Served
  ) throws(HTTPFailure) -> Reading {
    guard let path else {
      let inputs = try served.reader.read(
        question.body, contentType: question.mediaType, for: served.signature,
        maximumRows: limits.rows)
      return Reading(inputs: inputs) { (prediction, served) throws(InferenceError) in
        let answer = try PredictionAnswer(prediction.outputs, of: served.manifest)
        return Written(answer: .json { answer.write(&$0) }, confidence: answer.confidence)
      }
    }
    try check(served.manifest, is: path)
    let request: InferRequest
    do throws(WireError) {
      request = try InferRequest(
        question.body, headerLength: question.headers.inferenceHeaderLength,
        rules: .init(
          signature: served.signature, maximumRows: limits.rows,
          allowsMissing: served.manifest.type == .tabular))
    } catch {
      throw HTTPFailure(error)
    }
    return Reading(inputs: PredictionInputs(request.tensors)) {
      (prediction, served) throws(InferenceError) in
      let answer = InferAnswer(
        prediction.outputs, of: served.manifest, signature: served.signature, to: request)
      let labelled = try? PredictionAnswer(prediction.outputs, of: served.manifest)
      return Written(answer: answer.answer, confidence: labelled?.confidence)
    }
  }

  private func reply(
    to reading: Reading, _ prediction: Prediction, by served: ModelHost.Served
  ) throws(HTTPFailure) -> Reply {
    let written = try immediately { () throws(InferenceError) in
      try reading.write(prediction, served)
    }
    let facts = PredictionFacts(
      rowCount: reading.inputs.rowCount, confidence: written.confidence,
      queueTime: prediction.queueTime, computeStart: prediction.computeStart,
      computeTime: prediction.computeTime)
    return Reply(written.answer, .predicted(facts, by: served.manifest))
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

  /// The model that a path of the Open Inference Protocol names, if it is the one that is served.
  func served(as path: Route.ModelPath) throws(HTTPFailure) -> ModelHost.Served {
    let served = try served()
    try check(served.manifest, is: path)
    return served
  }

  private func check(
    _ manifest: ModelManifest, is path: Route.ModelPath
  ) throws(HTTPFailure) {
    let isServed =
      path.name == manifest.name && (path.version == nil || path.version == manifest.version)
    guard isServed else {
      throw HTTPFailure(
        status: 404, code: "not_found",
        message: "the model that is served is \(manifest.name), version \(manifest.version)")
    }
  }
}
