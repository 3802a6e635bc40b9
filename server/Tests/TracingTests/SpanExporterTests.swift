import Foundation
import Synchronization
import Testing
import Tracing

@Suite struct SpanExporterTests {
  /// A collector that takes what it is let to.
  private final class Collector: Sendable {
    let bodies = Mutex<[[UInt8]]>([])
    let isOpen = Mutex(true)

    func exporter(waiting: Int = 100, batch: Int = 2) -> SpanExporter {
      var limits = SpanExporter.Limits()
      limits.waiting = waiting
      limits.batch = batch
      return SpanExporter(resource: [("service.name", "test")], limits: limits) { body in
        guard self.isOpen.withLock({ $0 }) else { return false }
        self.bodies.withLock { $0.append(body) }
        return true
      }
    }
  }

  private func span(_ number: UInt64) -> Span {
    var span = Span(
      "POST /predict", .server, TraceContext(trace: (1, 2), span: number, isSampled: true),
      parent: 7, start: 1_000_000_000_000_000_001, end: 1_000_000_000_000_000_002)
    span.attributes = [
      ("http.response.status_code", .number(503)), ("http.route", .text("/predict")),
    ]
    span.isFailed = true
    return span
  }

  @Test func `spans are written as OTLP has them`() async throws {
    let collector = Collector()
    let exporter = collector.exporter()
    exporter.record([span(3)])
    await exporter.flush()
    let body = try #require(collector.bodies.withLock { $0.first })
    let expected = """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
      "value":{"stringValue":"test"}}]},"scopeSpans":[{"scope":{"name":"inference"},"spans":[\
      {"traceId":"00000000000000010000000000000002","spanId":"0000000000000003",\
      "parentSpanId":"0000000000000007","name":"POST /predict","kind":2,\
      "startTimeUnixNano":"1000000000000000001","endTimeUnixNano":"1000000000000000002",\
      "attributes":[{"key":"http.response.status_code","value":{"intValue":"503"}},\
      {"key":"http.route","value":{"stringValue":"/predict"}}],"status":{"code":2}}]}]}]}
      """
    #expect(String(decoding: body, as: UTF8.self) == expected)
  }

  @Test func `what does not fit is dropped and counted`() async {
    let collector = Collector()
    let exporter = collector.exporter(waiting: 3)
    for number in 1...5 { exporter.record([span(UInt64(number))]) }
    #expect(exporter.dropped == 2)
    await exporter.flush()
    #expect(collector.bodies.withLock { $0.count } == 2)
    #expect(exporter.dropped == 2)
  }

  @Test func `a collector that takes nothing costs the spans and no more`() async {
    let collector = Collector()
    let exporter = collector.exporter()
    collector.isOpen.withLock { $0 = false }
    exporter.record([span(1), span(2), span(3)])
    await exporter.flush()
    #expect(exporter.dropped == 3)
    collector.isOpen.withLock { $0 = true }
    exporter.record([span(4)])
    await exporter.flush()
    #expect(collector.bodies.withLock { $0.count } == 1)
  }

  @Test func `a moment of the clock that measures is one since 1970`() {
    let time = UnixTime()
    let now = UInt64(Date().timeIntervalSince1970 * 1e9)
    let earlier = time[.now - .seconds(1)]
    #expect(now - earlier > 900_000_000 && now - earlier < 10_000_000_000)
  }
}
