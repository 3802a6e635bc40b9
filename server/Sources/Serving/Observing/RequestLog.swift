import Inference
import JSONText
import Logging
import Telemetry
import Tracing

/// Writes a line for each prediction, and one for each request that was refused or is a job's; none
/// ever holds what was asked.
///
/// The members stand in the order of their names, as in the lines of every other part.
struct RequestLog: Sendable {
  private let log: EventLog

  init(_ log: EventLog) { self.log = log }

  func predicted(
    _ facts: PredictionFacts, by served: ModelHost.Served, _ trail: RequestTrail,
    in duration: Duration
  ) {
    log.write("prediction", .info) { json in
      if let confidence = facts.confidence { json.field("confidence", confidence) }
      write("latency_ms", duration, &json)
      json.field("model", served.manifest.name)
      json.field("model_version", served.manifest.version)
      if facts.queueTime > .zero { write("queue_ms", facts.queueTime, &json) }
      json.field("request_id", trail.identifier)
      json.field("rows", facts.rowCount)
      if let context = trail.span?.context { json.field("span_id", context.spanID) }
      if let context = trail.span?.context { json.field("trace_id", context.traceID) }
    }
  }

  func failed(
    _ failure: HTTPFailure, of served: ModelHost.Served, _ trail: RequestTrail,
    in duration: Duration
  ) {
    log.write("prediction", failure.level) { json in
      json.field("error", failure.code)
      if case .grpc(let name) = trail.code { json.field("grpc_status", name) }
      write("latency_ms", duration, &json)
      json.field("model", served.manifest.name)
      json.field("model_version", served.manifest.version)
      // Of a client's fault the message may repeat what was sent.
      if failure.status >= 500 { json.field("reason", failure.detail ?? failure.message) }
      json.field("request_id", trail.identifier)
      if let context = trail.span?.context { json.field("span_id", context.spanID) }
      if case .http(let status) = trail.code { json.field("status", status) }
      if let context = trail.span?.context { json.field("trace_id", context.traceID) }
    }
  }

  /// Probes that are refused are told by the metrics: they come every few seconds.
  func refused(_ failure: HTTPFailure, _ trail: RequestTrail, in duration: Duration) {
    if trail.isProbe, failure.status == 503 { return }
    log.write("request", failure.level) { json in
      json.field("error", failure.code)
      if case .grpc(let name) = trail.code { json.field("grpc_status", name) }
      write("latency_ms", duration, &json)
      json.field("path", trail.path)
      if failure.status >= 500 { json.field("reason", failure.detail ?? failure.message) }
      json.field("request_id", trail.identifier)
      if let context = trail.span?.context { json.field("span_id", context.spanID) }
      if case .http(let status) = trail.code { json.field("status", status) }
      if let context = trail.span?.context { json.field("trace_id", context.traceID) }
    }
  }

  /// Of what is answered without a model, jobs and orders to load and unload alone leave a trail.
  func answered(_ trail: RequestTrail, in duration: Duration) {
    guard trail.isKept else { return }
    log.write("request", .info) { json in
      write("latency_ms", duration, &json)
      json.field("path", trail.path)
      json.field("request_id", trail.identifier)
      if let context = trail.span?.context { json.field("span_id", context.spanID) }
      if case .http(let status) = trail.code { json.field("status", status) }
      if let context = trail.span?.context { json.field("trace_id", context.traceID) }
    }
  }

  /// Writes milliseconds to the microsecond.
  private func write(_ name: StaticString, _ duration: Duration, _ json: inout JSONWriter) {
    let (seconds, attoseconds) = duration.components
    let microseconds = seconds * 1_000_000 + (attoseconds + 500_000_000_000) / 1_000_000_000_000
    json.key(name)
    json.value(thousandths: Int(max(0, microseconds)))
  }
}

extension HTTPFailure {
  fileprivate var level: Logger.Level { status >= 500 ? .warning : .info }
}
