import Inference
import JSONText
import Scheduling
import Synchronization
package import Telemetry
package import Tracing

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

  let models: ModelRepository
  /// What one request may ask for; whoever reads bodies asks it before.
  package let limits: Limits
  let metrics: ServiceMetrics
  let keys: APIKeys?
  let adminKeys: APIKeys?
  let jobs: JobDesk?
  let isProbeOnly: Bool
  private let otherReason: @Sendable () -> String?
  let log: RequestLog
  let tracer: Tracer
  private let draining = Atomic(false)
  /// Of the calls that come by no event loop of ours.
  let identifiers = Mutex(RequestIdentifiers())

  /// A handler of all requests.
  ///
  /// - Parameters:
  ///   - keys: nil where no key is asked for.
  ///   - adminKeys: whoever shows one may load and unload models; nil where nobody may.
  ///   - jobs: nil where no queue is configured, so that `/jobs` is not there.
  ///   - tracer: decides which requests leave spans.
  package init(
    _ models: ModelRepository, limits: Limits, metrics: ServiceMetrics, log: EventLog,
    keys: APIKeys? = nil, adminKeys: APIKeys? = nil, jobs: JobDesk? = nil,
    tracer: Tracer = Tracer()
  ) {
    self.models = models
    self.limits = limits
    self.metrics = metrics
    self.keys = keys
    self.adminKeys = adminKeys
    self.jobs = jobs
    isProbeOnly = false
    self.tracer = tracer
    otherReason = { nil }
    self.log = RequestLog(log)
  }

  /// A handler of probes and metrics alone, for a process that takes no requests.
  ///
  /// - Parameter reasonNotReady: why the process is not ready though its model is; nil when it is.
  package init(
    probing host: ModelHost, metrics: ServiceMetrics, log: EventLog,
    reasonNotReady: @escaping @Sendable () -> String? = { nil }
  ) {
    otherReason = reasonNotReady
    models = ModelRepository(host)
    self.metrics = metrics
    limits = Limits(timeout: .seconds(1), bodyBytes: 0, rows: 0)
    keys = nil
    adminKeys = nil
    jobs = nil
    isProbeOnly = true
    tracer = Tracer()
    self.log = RequestLog(log)
  }

  /// Answers from now on that the service is not ready, while predictions are still made.
  package func drain() { draining.store(true, ordering: .releasing) }
  /// Whether ``drain()`` was called.
  package var isDraining: Bool { draining.load(ordering: .acquiring) }

  /// Answers a request that is there as a whole, and counts it.
  package func answer(_ question: HTTPQuestion) async -> HTTPAnswer {
    metrics.requestBegan()
    let admission = admit(
      question, at: Route(question.path), declaredLength: question.body.count)
    let reply =
      switch begin(question, admission) {
      case .done(let reply): reply
      case .waiting(let work): await work()
      }
    finish(reply, to: question, at: admission.route)
    var answer = reply.answer
    answer.headers["X-Request-Id"] = question.identifier
    return answer
  }

  /// Does what there is to do for a request, as far as that needs no waiting.
  func begin(_ question: HTTPQuestion, _ admission: Admission) -> Work {
    let isOpenInference = admission.route?.isOpenInference ?? question.path.hasPrefix("/v2")
    do throws(HTTPFailure) {
      if let refusal = admission.refusal { throw refusal }
      guard let route = admission.route else { throw .notFound }
      return try begin(question, admission, at: route)
    } catch {
      return .done(Reply(error, openInference: isOpenInference))
    }
  }

  /// Counts a request whose answer is on its way, and writes of it.
  func finish(_ reply: Reply, to question: HTTPQuestion, at route: Route?) {
    let status = reply.answer.status
    let trail = RequestTrail(question, at: route, status: status)
    let duration = note(reply.outcome, trail, since: question.start)
    metrics.requestEnded(
      method: Self.known(question.method), path: trail.path, status: status, after: duration,
      trace: recordedTrace(of: trail.span))
    trace(reply.outcome, to: question, at: route, status: status)
  }

  /// Writes of a request that was answered, and counts what it was predicted by; gives how long it
  /// took.
  func note(
    _ outcome: Reply.Outcome, _ trail: RequestTrail, since start: ContinuousClock.Instant
  ) -> Duration {
    let duration = start.duration(to: .now)
    switch outcome {
    case .plain: log.answered(trail, in: duration)
    case .refused(let failure): log.refused(failure, trail, in: duration)
    case .predicted(let facts, let served):
      metrics.predicted(
        by: served.manifest.name, version: served.manifest.version, outcome: "success",
        after: duration, trace: recordedTrace(of: trail.span))
      log.predicted(facts, by: served, trail, in: duration)
    case .failed(let failure, let served):
      metrics.predicted(
        by: served.manifest.name, version: served.manifest.version, outcome: failure.code,
        after: duration, trace: recordedTrace(of: trail.span))
      log.failed(failure, of: served, trail, in: duration)
    }
    return duration
  }

  /// Counts a request whose client went away before its body was whole.
  func abandon(_ question: HTTPQuestion, at route: Route?) {
    finish(
      Reply(HTTPFailure(InferenceError.cancelled), openInference: false), to: question, at: route)
  }

  private func begin(
    _ question: HTTPQuestion, _ admission: Admission, at route: Route
  ) throws(HTTPFailure) -> Work {
    switch route {
    case .alive: return .answered(.json { $0.object { $0.field("status", "ok") } })
    case .ready:
      if let reason = reasonNotReady { throw HTTPFailure(InferenceError.unavailable(reason)) }
      return .answered(.json { $0.object { $0.field("status", "ready") } })
    case .metrics:
      let form = MetricsForm(accept: question.headers.accept)
      return .answered(
        HTTPAnswer(
          status: 200, headers: ["Content-Type": form.contentType],
          body: Array(metrics.text(form).utf8)))
    case .openAPI:
      return .answered(
        .json {
          $0.value(
            OpenAPIDocument(
              models, maximumRows: limits.rows, hasKeys: keys != nil, hasJobs: jobs != nil,
              hasOrders: adminKeys != nil
            ).value)
        })
    case .predict(let name): return try predict(question, named: name)
    case .serverMetadata: return .answered(OpenInferenceMetadata.server(version: serviceVersion))
    case .serverLive: return .answered(.json { $0.object { $0.field("live", true) } })
    case .serverReady:
      let isReady = reasonNotReady == nil
      return .answered(.json(isReady ? 200 : 503) { $0.object { $0.field("ready", isReady) } })
    case .modelMetadata(let path):
      let served = try served(as: path)
      return .answered(OpenInferenceMetadata.model(served.manifest, served.signature))
    case .modelReady(let path):
      let name = try served(as: path).manifest.name
      return .answered(
        .json { json in
          json.object { json in
            json.field("name", name)
            json.field("ready", true)
          }
        })
    case .modelInfer(let path): return try predict(question, at: path)
    case .repositoryIndex, .repositoryModel: return try repository(question, at: route)
    case .jobs, .job, .jobRequeue:
      guard let jobs else { throw .notFound }
      let isNew = route == .jobs && question.method == "POST"
      let served = isNew ? try served(by: models.host(named: nil)) : nil
      return .waiting {
        do throws(HTTPFailure) {
          return Reply(
            try await jobs.answer(question, at: route, of: admission.owner, with: served))
        } catch {
          return Reply(error, openInference: false)
        }
      }
    }
  }

  /// Why the service takes no requests; nil when it does.
  package var reasonNotReady: String? {
    if isDraining { return "the server is stopping" }
    return models.reasonNotReady ?? otherReason()
  }

  /// The model that a host serves.
  func served(by host: ModelHost) throws(HTTPFailure) -> ModelHost.Served {
    guard let served = host.served else {
      if isDraining { throw HTTPFailure(InferenceError.unavailable("the server is stopping")) }
      throw host.unavailability
    }
    return served
  }

  /// A method as a metric may have it: a client can send any word.
  private static func known(_ method: String) -> String {
    switch method {
    case "GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS": method
    default: "other"
    }
  }
}

extension Work {
  /// An answer that needed nobody else.
  fileprivate static func answered(_ answer: HTTPAnswer) -> Work { .done(Reply(answer)) }
}
