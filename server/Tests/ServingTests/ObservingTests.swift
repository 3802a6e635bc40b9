import Foundation
import Inference
import Logging
import Synchronization
import Telemetry
import Testing
import Tracing

@testable import Serving

@Suite struct ObservingTests {
  private func handler(
    _ log: EventLog, _ metrics: ServiceMetrics = ServiceMetrics()
  ) async throws -> ServiceHandler {
    let host = host()
    try await host.load("1")
    return ServiceHandler(
      ModelRepository(host), limits: .init(timeout: .seconds(1), bodyBytes: 1000, rows: 2),
      metrics: metrics,
      log: log)
  }

  private func predict(
    _ handler: ServiceHandler, _ body: String, called name: String? = nil
  ) async -> HTTPAnswer {
    var headers = HTTPQuestion.Headers()
    headers.requestIdentifier = name
    return await handler.answer(
      HTTPQuestion(method: "POST", path: "/predict", headers: headers, body: Array(body.utf8)))
  }

  @Test func `a prediction is one line, and the text is not in it`() async throws {
    let (log, lines) = try recordingLog()
    let handler = try await handler(log)
    _ = await predict(handler, #"{"text":"a private thought"}"#, called: "r-1")
    _ = await predict(handler, #"{"texts":["a private thought",5]}"#, called: "r-2")
    let text = try lines()
    #expect(!text.contains("private"))
    let objects = try text.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
    #expect(objects.count == 2)
    let fields = objects[0]
    #expect(fields["event"] as? String == "prediction")
    #expect(fields["request_id"] as? String == "r-1")
    #expect(fields["model"] as? String == "sample")
    #expect(fields["model_version"] as? String == "1")
    #expect(fields["confidence"] as? Double == 0.75)
    #expect(fields["latency_ms"] is Double)
    #expect(fields["timestamp"] is String)
    #expect(objects[1]["status"] as? Int == 400)
    #expect(objects[1]["error"] as? String == "invalid_request")
  }

  @Test func `a request that is refused leaves a line, and a probe that is does not`() async throws
  {
    let (log, lines) = try recordingLog()
    let handler = ServiceHandler(
      ModelRepository(host()), limits: .init(timeout: .seconds(1), bodyBytes: 1000, rows: 2),
      metrics: ServiceMetrics(), log: log)
    for (method, path) in [("GET", "/a-secret"), ("PUT", "/predict"), ("GET", "/readyz")] {
      _ = await handler.answer(HTTPQuestion(method: method, path: path))
    }
    let text = try lines()
    #expect(!text.contains("a-secret"))
    let objects = try text.split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
    #expect(objects.map { $0["event"] as? String } == ["request", "request"])
    #expect(objects.map { $0["status"] as? Int } == [404, 405])
    #expect(objects.map { $0["path"] as? String } == ["none", "/predict"])
  }

  @Test func `the client's name for a request is given back, unless it cannot be logged`()
    async throws
  {
    let handler = try await handler(.none)
    let body = #"{"text":"a"}"#
    #expect(await predict(handler, body, called: "abc-1").headers["X-Request-Id"] == "abc-1")
    for wrong in ["", "a b", "a\"b", String(repeating: "x", count: 129)] {
      let given = await predict(handler, body, called: wrong).headers["X-Request-Id"]
      #expect(given?.utf8.count == 32)
      #expect(given != wrong)
    }
  }

  @Test func `metrics have the documented names`() async throws {
    let metrics = ServiceMetrics()
    _ = metrics.model()
    let handler = try await handler(.none, metrics)
    _ = await predict(handler, #"{"text":"a"}"#)
    _ = await predict(handler, "{")
    _ = await handler.answer(HTTPQuestion(method: "BREW", path: "/coffee"))
    let text = metrics.text
    for line in [
      #"predictions_total{model="sample",outcome="success",version="1"} 1"#,
      #"predictions_total{model="sample",outcome="invalid_request",version="1"} 1"#,
      #"prediction_latency_seconds_count{model="sample",version="1"} 2"#,
      #"http_requests_total{method="POST",path="/predict",status="200"} 1"#,
      #"http_requests_total{method="other",path="none",status="404"} 1"#,
      #"http_request_duration_seconds_count{path="/predict"} 2"#,
      "active_requests 0", "queue_depth 0", "connections 0",
    ] {
      #expect(text.contains(line + "\n"), "\(line)")
    }
  }

  @Test func `a request in a trace has its name in the log, and leaves spans of its parts`()
    async throws
  {
    let bodies = Mutex<[String]>([])
    let exporter = SpanExporter(resource: []) { body in
      bodies.withLock { $0.append(String(decoding: body, as: UTF8.self)) }
      return true
    }
    let (log, lines) = try recordingLog()
    let host = host()
    try await host.load("1")
    let tracer = Tracer(exporter)
    let handler = ServiceHandler(
      ModelRepository(host), limits: .init(timeout: .seconds(1), bodyBytes: 1000, rows: 2),
      metrics: ServiceMetrics(), log: log, tracer: tracer)
    var question = HTTPQuestion(
      method: "POST", path: "/predict", body: Array(#"{"text":"a"}"#.utf8))
    question.span = tracer.begin("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") { 16 }
    _ = await handler.answer(question)
    #expect(
      try lines().contains(
        #""span_id":"0000000000000011","trace_id":"0af7651916cd43dd8448eb211c80319c"}"#))
    await exporter.flush()
    let text = try #require(bodies.withLock { $0.first })
    #expect(text.contains(#""name":"POST /predict","kind":2,"#))
    #expect(text.contains(#""parentSpanId":"b7ad6b7169203331""#))
    #expect(text.contains(#""name":"compute","kind":1,"#))
    #expect(text.contains(#""parentSpanId":"0000000000000011""#))
    #expect(!text.contains(#""name":"queue""#))
  }

  @Test func `the process tells of itself`() {
    let samples = ServiceMetrics().text.split(separator: "\n").filter { $0.hasPrefix("process_") }
    let values = samples.compactMap { sample in Double(sample.split(separator: " ").last ?? "") }
    #expect(samples.count == 6)
    #expect(values.count == 6 && values.allSatisfy { $0 > 0 })
  }

  @Test func `only the model that is served has its load time and its name in the metrics`() {
    let metrics = ServiceMetrics()
    let model = metrics.model()
    var manifest = sampleManifest("1")
    model.loaded(manifest, in: .milliseconds(250))
    manifest.version = "2"
    model.loaded(manifest, in: .milliseconds(500))
    #expect(metrics.text.contains(#"model_load_time_seconds{model="sample",version="2"} 0.5"#))
    #expect(!metrics.text.contains(#"model_load_time_seconds{model="sample",version="1"}"#))
    #expect(metrics.text.contains("model_ready 1\n"))
    model.loaded(manifest, in: .milliseconds(750))
    #expect(metrics.text.contains(#"model_load_time_seconds{model="sample",version="2"} 0.75"#))
  }

  private func sampleManifest(_ version: String) -> ModelManifest {
    guard let manifest = try? manifest(.text, version: version, engine: "fixed") else {
      preconditionFailure("the manifest of the tests is well-formed")
    }
    return manifest
  }

  /// A log, and what reads its lines.
  private func recordingLog() throws -> (EventLog, () throws -> String) {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let descriptor = open(file.path, O_CREAT | O_RDWR, 0o600)
    try #require(descriptor >= 0)
    let sink = LogSink(descriptor: descriptor)
    return (
      EventLog(label: "test", level: .info, sink: sink),
      {
        sink.flush()
        defer {
          close(descriptor)
          try? FileManager.default.removeItem(at: file)
        }
        return try String(contentsOf: file, encoding: .utf8)
      }
    )
  }
}
