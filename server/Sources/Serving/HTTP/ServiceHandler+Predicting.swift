import Inference
import JSONText
import Scheduling

extension ServiceHandler {
  /// Answers `/predict` with the model that it names, or the only one.
  func predict(_ question: HTTPQuestion, named name: String?) throws(HTTPFailure) -> Work {
    let host = try models.host(named: name)
    let (body, type) = (question.body, question.mediaType)
    return try predict(since: question.start, on: host, isOpenInference: false) {
      [self] (served) throws(HTTPFailure) in
      if let name { try check(served.manifest, is: Route.ModelPath(name: name)) }
      let inputs = try served.reader.read(
        body, contentType: type, for: served.signature, maximumRows: limits.rows)
      return Reading(inputs: inputs) { (prediction, served) throws(InferenceError) in
        let answer = try PredictionAnswer(prediction.outputs, of: served)
        return (.json { answer.write(&$0) }, answer.confidence)
      }
    }
  }

  /// Answers `/v2/models/…/infer`.
  func predict(_ question: HTTPQuestion, at path: Route.ModelPath) throws(HTTPFailure) -> Work {
    let host = try models.host(named: path.name)
    let (body, headerLength) = (question.body, question.headers.inferenceHeaderLength)
    return try predict(since: question.start, on: host, isOpenInference: true) {
      [self] (served) throws(HTTPFailure) in
      try check(served.manifest, is: path)
      let request: InferRequest
      do throws(WireError) {
        request = try InferRequest(
          body, headerLength: headerLength,
          rules: InferRequest.Rules(served, maximumRows: limits.rows))
      } catch {
        throw HTTPFailure(error)
      }
      return Reading(request) { $0.answer }
    }
  }

  private func predict(
    since start: ContinuousClock.Instant, on host: ModelHost, isOpenInference: Bool,
    read: @escaping @Sendable (ModelHost.Served) throws(HTTPFailure) -> Reading<HTTPAnswer>
  ) throws(HTTPFailure) -> Work {
    @Sendable func reply(_ attempt: Attempt<HTTPAnswer>) -> Reply {
      switch attempt {
      case .predicted(let answer, let facts, let served):
        Reply(answer, .predicted(facts, by: served))
      case .failed(let failure, let served):
        Reply(failure, openInference: isOpenInference, of: served)
      }
    }
    let attempt = try attempt(on: host, until: start + limits.timeout, read: read)
    return switch attempt {
    case .done(let attempt): .done(reply(attempt))
    case .waiting(let work): .waiting { reply(await work()) }
    }
  }

  /// The model that a path of the Open Inference Protocol names, if it is the one that is served.
  func served(as path: Route.ModelPath) throws(HTTPFailure) -> ModelHost.Served {
    let served = try served(by: models.host(named: path.name))
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
}

extension InferRequest.Rules {
  init(_ served: ModelHost.Served, maximumRows: Int) {
    self.init(
      signature: served.signature, maximumRows: maximumRows,
      allowsMissing: served.manifest.type == .tabular)
  }
}

extension Reading {
  /// A request of the Open Inference Protocol, and how its answer is written.
  init(_ request: InferRequest, write: @escaping @Sendable (InferAnswer) -> Answer) {
    self.init(inputs: PredictionInputs(request.tensors)) {
      (prediction, served) throws(InferenceError) in
      let answer = InferAnswer(prediction.outputs, of: served, to: request)
      let labelled = try? PredictionAnswer(prediction.outputs, of: served)
      return (write(answer), labelled?.confidence)
    }
  }
}
