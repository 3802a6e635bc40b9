import Inference
import JSONText
import Scheduling
package import Logging
import Synchronization

/// Answers the requests of the service; it knows no network.
package final class ServiceHandler: Sendable {
  /// What one request may ask for.
  package struct Limits: Sendable {
    /// How long a request may take.
    package var timeout: Duration
    /// The longest body, in bytes.
    package var bodyBytes: Int
    /// The most rows of one request.
    package var rows: Int

    package init(timeout: Duration, bodyBytes: Int, rows: Int) {
      self.timeout = timeout
      self.bodyBytes = bodyBytes
      self.rows = rows
    }
  }

  let host: ModelHost
  /// What one request may ask for; whoever reads bodies asks it before.
  package let limits: Limits
  let metrics: ServiceMetrics
  private let keys: APIKeys?
  private let jobs: JobDesk?
  private let isProbeOnly: Bool
  private let log: PredictionLog
  private let draining = Atomic(false)

  /// A handler of all requests.
  ///
  /// - Parameters:
  ///   - keys: nil where no key is asked for.
  ///   - jobs: nil where no queue is configured, so that `/jobs` is not there.
  package init(
    _ host: ModelHost, limits: Limits, metrics: ServiceMetrics, logger: Logger,
    keys: APIKeys? = nil, jobs: JobDesk? = nil
  ) {
    self.host = host
    self.limits = limits
    self.metrics = metrics
    self.keys = keys
    self.jobs = jobs
    isProbeOnly = false
    log = PredictionLog(logger)
  }

  /// A handler of probes and metrics alone, for a process that takes no requests.
  package init(probing host: ModelHost, metrics: ServiceMetrics, logger: Logger) {
    self.host = host
    self.metrics = metrics
    limits = Limits(timeout: .seconds(1), bodyBytes: 0, rows: 0)
    keys = nil
    jobs = nil
    isProbeOnly = true
    log = PredictionLog(logger)
  }

  /// Answers from now on that the service is not ready, while predictions are still made.
  package func drain() { draining.store(true, ordering: .releasing) }
  /// Whether ``drain()`` was called.
  package var isDraining: Bool { draining.load(ordering: .acquiring) }

  /// Whether a request may wait for a thread, so that it pays to see whether its client is there.
  package var mayWait: Bool { host.served.map { !$0.scheduler.isInline } ?? false }

  /// Answers a request, and counts it.
  package func answer(_ question: HTTPQuestion) async -> HTTPAnswer {
    let start = ContinuousClock.now
    let identifier = RequestIdentifier.accepting(question.headers.requestIdentifier)
    let route = Route(question.path)
    metrics.requestBegan()
    var answer: HTTPAnswer
    do throws(HTTPFailure) {
      guard let route, route.isProbe || !isProbeOnly else { throw .notFound }
      try admit(question, to: route)
      answer = try await self.answer(question, at: route, called: identifier, since: start)
    } catch {
      let isOpenInference = route?.isOpenInference ?? question.path.hasPrefix("/v2")
      answer = isOpenInference ? error.openInferenceAnswer : error.answer
    }
    answer.headers["X-Request-Id"] = identifier
    metrics.requestEnded(
      method: Self.known(question.method), path: route?.pattern ?? "none", status: answer.status)
    return answer
  }

  private func admit(_ question: HTTPQuestion, to route: Route) throws(HTTPFailure) {
    let isAllowed =
      question.method == route.method || (question.method == "HEAD" && route.method == "GET")
    guard isAllowed else {
      throw HTTPFailure(
        status: 405, code: "method_not_allowed", message: "the method must be \(route.method)",
        headers: ["Allow": route.method])
    }
    if route.isGuarded, let keys, !keys.accept(question.headers) {
      throw HTTPFailure(
        status: 401, code: "unauthorized",
        message: "a known API key is needed, as Authorization: Bearer or X-API-Key",
        headers: ["WWW-Authenticate": "Bearer"])
    }
    if question.bodyFault == .tooSlow { throw .tooSlow }
    guard question.bodyFault == nil, question.body.count <= limits.bodyBytes else {
      throw .tooLarge(limits.bodyBytes)
    }
    if let encoding = question.headers.contentEncoding, encoding != "identity" {
      throw .unsupportedMediaType("the body must not be encoded, and is \(encoding)")
    }
  }

  private func answer(
    _ question: HTTPQuestion, at route: Route, called identifier: String,
    since start: ContinuousClock.Instant
  ) async throws(HTTPFailure) -> HTTPAnswer {
    switch route {
    case .alive: return .json { $0.object { $0.field("status", "ok") } }
    case .ready:
      if let reason = reasonNotReady { throw HTTPFailure(InferenceError.unavailable(reason)) }
      return .json { $0.object { $0.field("status", "ready") } }
    case .metrics:
      return HTTPAnswer(
        status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
        body: Array(metrics.text.utf8))
    case .openAPI:
      return .json {
        $0.value(
          OpenAPIDocument(
            host.served, maximumRows: limits.rows, hasKeys: keys != nil, hasJobs: jobs != nil
          ).value)
      }
    case .predict:
      return try await recorded(called: identifier, since: start) {
        (served) throws(HTTPFailure) in try await self.predict(question, with: served)
      }
    case .serverMetadata: return OpenInferenceMetadata.server(version: serviceVersion)
    case .serverLive: return .json { $0.object { $0.field("live", true) } }
    case .serverReady:
      let isReady = reasonNotReady == nil
      return .json(isReady ? 200 : 503) { $0.object { $0.field("ready", isReady) } }
    case .modelMetadata(let path):
      let served = try served(as: path)
      return OpenInferenceMetadata.model(served.manifest, served.signature)
    case .modelReady(let path):
      let name = try served(as: path).manifest.name
      return .json { json in
        json.object { json in
          json.field("name", name)
          json.field("ready", true)
        }
      }
    case .modelInfer(let path):
      return try await recorded(called: identifier, since: start) {
        (served) throws(HTTPFailure) in
        try self.check(served.manifest, is: path)
        return try await self.infer(question, with: served)
      }
    case .jobs:
      guard let jobs else { throw .notFound }
      return try await jobs.submit(question, to: try served())
    case .job(let identifier):
      guard let jobs else { throw .notFound }
      return try await jobs.status(of: identifier)
    }
  }

  /// Why the service takes no requests; nil when it does.
  var reasonNotReady: String? {
    if isDraining { return "the server is stopping" }
    return switch host.state {
    case .loading: "the model is being loaded"
    case .failed(let reason): reason
    case .ready: nil
    }
  }

  /// The model that is served.
  func served() throws(HTTPFailure) -> ModelHost.Served {
    guard let served = host.served else {
      throw HTTPFailure(
        InferenceError.unavailable(reasonNotReady ?? "the model is being loaded"))
    }
    return served
  }

  /// Makes a prediction, and writes of it in the metrics and the log.
  private func recorded(
    called identifier: String, since start: ContinuousClock.Instant,
    _ predict: (ModelHost.Served) async throws(HTTPFailure) -> PredictionReply
  ) async throws(HTTPFailure) -> HTTPAnswer {
    var served = try served()
    while true {
      let failure: HTTPFailure
      do throws(HTTPFailure) {
        let reply = try await predict(served)
        let duration = start.duration(to: .now)
        metrics.predicted(served.manifest, outcome: "success", after: duration)
        log.predicted(reply, by: served.manifest, called: identifier, in: duration)
        return reply.answer
      } catch {
        failure = error
      }
      // A model that was replaced just now takes no more: the one in its place does.
      let now = try self.served()
      if failure.status == 503, now.scheduler !== served.scheduler {
        served = now
        continue
      }
      let duration = start.duration(to: .now)
      metrics.predicted(served.manifest, outcome: failure.code, after: duration)
      log.failed(failure, of: served.manifest, called: identifier, in: duration)
      throw failure
    }
  }

  /// A method as a metric may have it: a client can send any word.
  private static func known(_ method: String) -> String {
    switch method {
    case "GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS": method
    default: "other"
    }
  }
}
