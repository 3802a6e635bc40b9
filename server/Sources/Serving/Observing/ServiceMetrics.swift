import Metrics
import Synchronization
package import Telemetry
package import Tracing

/// The metrics of the service, under the names that dashboards and alerts know.
///
/// No label ever holds what a client chose: paths are patterns, and requests are not named.
package final class ServiceMetrics: Sendable {
  let registry: MetricsRegistry
  private let active: Meter
  private let connections = Atomic<Int>(0)
  private let made = Mutex(Made())

  /// The series that are made when they are first needed.
  private struct Made {
    var requests = SeriesTable<RequestKey, RequestSeries>()
    var calls = SeriesTable<CallKey, CallSeries>()
    var predictions = SeriesTable<PredictionKey, PredictionSeries>()
  }

  private struct RequestKey: Hashable {
    var method: String
    var path: String
    var status: Int
  }

  private struct RequestSeries {
    var count: Counter
    var latency: HistogramSeries
  }

  private struct CallKey: Hashable {
    var method: RemoteMethod
    var code: String
  }

  private struct CallSeries {
    var count: Counter
    var latency: HistogramSeries
  }

  private struct PredictionKey: Hashable {
    var model: String
    var version: String
    var outcome: String
  }

  private struct PredictionSeries {
    var count: Counter
    var latency: HistogramSeries
  }

  package init() {
    let registry = MetricsRegistry(Self.descriptions + MetricsRegistry.processDescriptions)
    self.registry = registry
    active = Meter(label: "active_requests", dimensions: [], factory: registry)
    registry.observeProcess()
    registry.observe(.gauge, "connections") { [weak self] in
      self.map { Double($0.connectionCount) }
    }
    active.set(0)
  }

  /// Every metric in Prometheus' text format.
  package var text: String { text(.prometheus) }
  /// Every metric in the form that a scraper asks for.
  func text(_ form: MetricsForm) -> String { registry.text(form) }

  /// Counts a request as active; ``requestEnded(method:path:status:)`` must follow.
  package func requestBegan() { active.increment() }

  /// Counts a request that was answered.
  ///
  /// - Parameters:
  ///   - path: the pattern of the route, never what the client sent.
  ///   - duration: from its first byte to its last.
  ///   - trace: the trace that is recorded of it; nil for none.
  package func requestEnded(
    method: String, path: String, status: Int, after duration: Duration = .zero,
    trace: String? = nil
  ) {
    active.decrement()
    let key = RequestKey(method: method, path: path, status: status)
    let series = made.withLock { made in
      made.requests.series(of: key) {
        RequestSeries(
          count: Counter(
            label: "http_requests_total",
            dimensions: [("method", method), ("path", path), ("status", "\(status)")],
            factory: registry),
          latency: registry.histogram("http_request_duration_seconds", [("path", path)]))
      }
    }
    series.count.increment()
    series.latency.record(duration, trace: trace)
  }

  /// Counts a call of gRPC that was answered, under the names that its own libraries use.
  func callEnded(
    _ method: RemoteMethod, code: String, after duration: Duration, trace: String?
  ) {
    active.decrement()
    let key = CallKey(method: method, code: code)
    let series = made.withLock { made in
      made.calls.series(of: key) {
        let name = [("grpc_service", method.service), ("grpc_method", method.name)]
        return CallSeries(
          count: Counter(
            label: "grpc_server_handled_total", dimensions: name + [("grpc_code", code)],
            factory: registry),
          latency: registry.histogram("grpc_server_handling_seconds", name))
      }
    }
    series.count.increment()
    series.latency.record(duration, trace: trace)
  }

  /// How many connections are open.
  var connectionCount: Int { connections.load(ordering: .relaxed) }
  /// Counts one more, and gives how many there are with it.
  func connectionOpened() -> Int { connections.wrappingAdd(1, ordering: .relaxed).newValue }
  func connectionClosed() { connections.wrappingSubtract(1, ordering: .relaxed) }

  /// Counts a connection that was not taken.
  func connectionRefused(_ reason: String) {
    Counter(
      label: "connections_refused_total", dimensions: [("reason", reason)], factory: registry
    ).increment()
  }

  /// Tells how many bytes of bodies are held.
  func observe(_ memory: BodyMemory) {
    registry.observe(.gauge, "request_body_bytes") { Double(memory.bytes) }
  }

  /// Tells how many lines of the log were dropped.
  package func observe(_ sink: LogSink) {
    registry.observe(.counter, "log_lines_dropped_total") { Double(sink.dropped) }
  }

  /// Counts a request to predict.
  ///
  /// - Parameters:
  ///   - outcome: `success`, or the code of the failure.
  ///   - trace: the trace that is recorded of it; nil for none.
  package func predicted(
    by model: String, version: String, outcome: String, after duration: Duration,
    trace: String? = nil
  ) {
    let key = PredictionKey(model: model, version: version, outcome: outcome)
    let series = made.withLock { made in
      made.predictions.series(of: key) {
        let model = [("model", key.model), ("version", key.version)]
        return PredictionSeries(
          count: Counter(
            label: "predictions_total", dimensions: model + [("outcome", outcome)],
            factory: registry),
          latency: registry.histogram("prediction_latency_seconds", model))
      }
    }
    series.count.increment()
    series.latency.record(duration, trace: trace)
  }

  /// What is said of a model.
  ///
  /// - Parameter name: what tells it from others; nil where it is the only one.
  package func model(_ name: String? = nil) -> ModelMetrics {
    ModelMetrics(registry, labels: name.map { [("model", $0)] } ?? [])
  }

  /// Counts a request to the collector of spans.
  func spansSent(outcome: String) {
    Counter(label: "trace_exports_total", dimensions: [("outcome", outcome)], factory: registry)
      .increment()
  }

  /// Tells how many spans were dropped.
  package func observe(_ exporter: SpanExporter) {
    registry.observe(.counter, "trace_spans_dropped_total") { Double(exporter.dropped) }
  }

  /// Counts an attempt to read the keys.
  func keysLoaded(outcome: String) {
    Counter(label: "api_keys_loads_total", dimensions: [("outcome", outcome)], factory: registry)
      .increment()
  }
}

/// Series by their labels, with the last that was asked for first: on most services one is nearly all.
private struct SeriesTable<Key: Hashable, Series> {
  private var known: [Key: Series] = [:]
  private var last: (key: Key, series: Series)?

  mutating func series(of key: Key, make: () -> Series) -> Series {
    if let last, last.key == key { return last.series }
    if let series = known[key] {
      last = (key, series)
      return series
    }
    let series = make()
    known[key] = series
    return series
  }
}

extension ServiceMetrics {
  private static let descriptions: [MetricsRegistry.Description] = [
    .init("http_requests_total", "Requests answered, by method, path and status."),
    .init(
      "http_request_duration_seconds", "Time from the first byte of a request to its answer's last."
    ),
    .init(
      "active_requests", "Requests of which the first byte came and the last was not answered."),
    .init("grpc_server_handled_total", "Calls answered, by service, method and code."),
    .init("grpc_server_handling_seconds", "Time from the head of a call to its answer."),
    .init("connections", "Connections that are open."),
    .init("connections_refused_total", "Connections that were not taken, by reason."),
    .init("request_body_bytes", "Bytes of bodies that are held."),
    .init("log_lines_dropped_total", "Lines of the log that nobody took."),
    .init("trace_exports_total", "Requests to the collector of spans, by outcome."),
    .init(
      "trace_spans_dropped_total", "Spans that were dropped: too many waited, or nobody took them."),
    .init("api_keys_loads_total", "Attempts to read the file of the keys, by outcome."),
    .init("predictions_total", "Requests to predict, by model, version and outcome."),
    .init(
      "prediction_latency_seconds", "Time from a request's first byte to its prediction's last."),
    .init("queue_latency_seconds", "Time that requests waited for a thread."),
    .init("inference_latency_seconds", "Time that the model took for a batch."),
    .init(
      "batch_size", "Rows that the model predicted at once.",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]),
    .init("queue_depth", "Requests that wait for a thread."),
    .init("requests_shed_total", "Requests that were turned away, by reason."),
    .init("model_load_time_seconds", "Time to load, check and warm up a model that is served."),
    .init("model_loads_total", "Attempts to load a model, by outcome."),
    .init("model_info", "A model that is served; the value is 1."),
    .init("model_ready", "Whether a model is served: 1, or 0."),
    .init("jobs_total", "Batch jobs that ended, by outcome."),
    .init(
      "job_wait_seconds", "Time from submitting a job to the beginning of an attempt.",
      buckets: jobSeconds),
    .init("job_duration_seconds", "Time that a job took.", buckets: jobSeconds),
    .init("job_retries_total", "Attempts at a job that failed and are made again."),
    .init("jobs_claimed_total", "Jobs that were taken over from a worker that fell silent."),
    .init("job_results_discarded_total", "Results that another worker stored first."),
    .init("jobs_handed_back_total", "Jobs that were given back when a worker stopped."),
    .init("jobs_unfinished", "Jobs that wait or are in hand."),
    .init("jobs_in_hand", "Jobs that workers have in hand, or had when they vanished."),
    .init("jobs_parked", "Jobs that failed in all their attempts and were not queued again."),
    .init("redis_up", "Whether Redis answered when it was asked last: 1, or 0."),
    .init("redis_failures_total", "Steps that failed in Redis."),
  ]

  private static let jobSeconds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 7200]
}
