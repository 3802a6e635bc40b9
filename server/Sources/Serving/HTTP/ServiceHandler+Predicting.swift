import Inference
import JSONText
import Scheduling

extension ServiceHandler {
  /// Answers `/predict`.
  func predict(
    _ question: HTTPQuestion, with served: ModelHost.Served
  ) async throws(HTTPFailure) -> PredictionReply {
    let inputs = try served.reader.read(
      question.body, contentType: question.mediaType, for: served.signature,
      maximumRows: limits.rows)
    let prediction = try await run(inputs, on: served)
    do throws(InferenceError) {
      let answer = try PredictionAnswer(prediction.outputs, of: served.manifest)
      return PredictionReply(
        answer: .json { answer.write(&$0) }, rowCount: inputs.rowCount,
        confidence: answer.confidence, queueTime: prediction.queueTime)
    } catch {
      throw HTTPFailure(error)
    }
  }

  /// Answers `/v2/models/…/infer`.
  func infer(
    _ question: HTTPQuestion, with served: ModelHost.Served
  ) async throws(HTTPFailure) -> PredictionReply {
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
    let inputs = PredictionInputs(request.tensors)
    let prediction = try await run(inputs, on: served)
    let answer = InferAnswer(
      prediction.outputs, of: served.manifest, signature: served.signature, to: request)
    return PredictionReply(
      answer: answer.answer, rowCount: inputs.rowCount,
      confidence: (try? PredictionAnswer(prediction.outputs, of: served.manifest))?.confidence,
      queueTime: prediction.queueTime)
  }

  /// The model that a path of the Open Inference Protocol names, if it is the one that is served.
  func served(as path: Route.ModelPath) throws(HTTPFailure) -> ModelHost.Served {
    let served = try served()
    try check(served.manifest, is: path)
    return served
  }

  func check(_ manifest: ModelManifest, is path: Route.ModelPath) throws(HTTPFailure) {
    let isServed =
      path.name == manifest.name && (path.version == nil || path.version == manifest.version)
    guard isServed else {
      throw HTTPFailure(
        status: 404, code: "not_found",
        message: "the model that is served is \(manifest.name), version \(manifest.version)")
    }
  }

  private func run(
    _ inputs: PredictionInputs, on served: ModelHost.Served
  ) async throws(HTTPFailure) -> Prediction {
    do throws(InferenceError) {
      return try await served.scheduler.predict(inputs, deadline: .now + limits.timeout)
    } catch {
      throw HTTPFailure(error)
    }
  }
}
